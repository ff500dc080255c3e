/** The English labels of what summaries and lists of jobs hold: their keys as words, for translation. */
export const summaryLabels: readonly string[] = [
  // faces
  ...['frames', 'frames kept', 'frames with faces', 'frames swapped', 'faces swapped', 'faces', 'people', 'largest'],
  ...[
    'unknown',
    'described',
    'without header',
    'removed',
    'renumbered',
    'completed',
    'duplicates',
    'alignments',
    'backup',
  ],
  // reports on faces
  ...[
    'faces of b',
    'near duplicates',
    'figures',
    'measure',
    'unit',
    'set',
    'low',
    'middle',
    'high',
    'missing',
    'statement',
    'data',
  ],
  // reports on models
  ...['training time', 'facesets', 'settings', 'section', 'option', 'iteration'],
  // evaluations
  ...['frames without face', 'judge', 'measures', 'value', 'best', 'best at output size', 'share'],
  // trainings and models
  ...['model dir', 'iterations', 'trained', 'end', 'seconds', 'loss a', 'loss b', 'steps per second', 'waiting share'],
  'evaluation share',
  ...[
    'device',
    'device reason',
    'trainer',
    'input',
    'outputs',
    'output',
    'parameters',
    'gflop per face',
    'layers',
    'layer',
  ],
  ...['memory', 'batch', 'mib', 'bytes', 'input size', 'output size', 'a to b', 'b to a', 'from', 'to', 'archive'],
  ...['best archive', 'tensors', 'values', 'damaged', 'tensor', 'infinite', 'nan', 'shape', 'first'],
  // devices and jobs
  ...[
    'devices',
    'auto',
    'auto reason',
    'works',
    'memory gib',
    'free gib',
    'name',
    'reason',
    'jobs',
    'id',
    'job',
    'state',
  ],
  ...['progress', 'queued', 'running', 'saving', 'done', 'failed', 'cancelled', 'lost'],
];

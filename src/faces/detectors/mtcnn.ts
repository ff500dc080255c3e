import { float, type IniSection, int } from '../../options/option';
import { batchSize, plugin, runsOnCpu } from '../unusedSettings';
import type { Detector } from './detector';

const threshold = (value: number, help: string) => float(plugin, value, [0.1, 0.9], help);

/** Not available yet. */
export const mtcnn = {
  name: 'mtcnn',
  help: 'Three small networks in a row (MTCNN).',
  section: 'mtcnn',
  options: {
    min_size: int(plugin, 20, [20, 1000], 'Smallest face, pixels.'),
    scalefactor: float(plugin, 0.709, [0.1, 0.9], 'Scale from each size of the frame to the next smaller one.'),
    batch_size: batchSize(8),
    cpu: runsOnCpu(true),
    threshold_1: threshold(0.6, 'How sure P-Net must be of a face.'),
    threshold_2: threshold(0.7, 'How sure R-Net must be of a face.'),
    threshold_3: threshold(0.7, 'How sure O-Net must be of a face.'),
  } satisfies IniSection,
} as const satisfies Detector;

import { checkOptions } from '../options/commandOptions';
import type { OptionSet, OptionSetValues } from '../options/option';
import { consentOption } from './consentOption';
import { modelDir, modelStages } from './modelStageTable';
import { train } from './trainStageTable';

const input = {
  type: 'path',
  required: true,
  short: 'i',
  aliases: ['input-dir'],
  placeholder: 'VIDEO|DIR',
  help: 'A video, or a folder of images',
} as const;

const every = {
  type: 'int',
  default: 1,
  min: 1,
  max: 100_000,
  short: 'N',
  aliases: ['extract-every-n'],
  help: 'Take every Nth frame only',
} as const;

const config = { type: 'path', short: 'C', aliases: ['configfile'], placeholder: 'FILE' } as const;

const sortMetrics = ['none', 'face'] as const;

const frames = {
  input: { ...input, placeholder: 'VIDEO', help: 'The video to take apart' },
  output: {
    type: 'path',
    required: true,
    short: 'o',
    aliases: ['output-dir'],
    placeholder: 'DIR',
    help: 'The folder for the numbered stills',
  },
  every,
} as const satisfies OptionSet;

const extract = {
  input,
  output: {
    type: 'path',
    required: true,
    short: 'o',
    aliases: ['output-dir'],
    placeholder: 'DIR',
    help: 'The folder for the face images',
  },
  alignments: {
    type: 'path',
    short: 'p',
    placeholder: 'FILE',
    help: 'The alignments file, when not at its usual place beside the input',
  },
  every,
  minSize: {
    type: 'int',
    default: 0,
    min: 0,
    max: 100,
    short: 'm',
    help: "Leave out faces smaller than so many percent of the frame's short side",
  },
  alignFilters: {
    type: 'flag',
    short: 'g',
    help: 'Leave out faces that the filters of extract.ini do not let pass',
  },
  config: {
    ...config,
    help: 'The extract.ini to follow',
  },
} as const satisfies OptionSet;

const sort = {
  input: {
    ...input,
    aliases: [],
    placeholder: 'DIR',
    help: 'The folder of face images',
  },
  output: {
    type: 'path',
    short: 'o',
    placeholder: 'DIR',
    help: 'Where the sorted faces go; in place when left out',
  },
  sortBy: {
    type: 'choice',
    default: 'face',
    choices: sortMetrics,
    short: 's',
    help: 'What the faces are ordered by',
  },
  groupBy: {
    type: 'choice',
    default: 'none',
    choices: sortMetrics,
    short: 'g',
    help: 'What the faces are grouped into folders by',
  },
  keep: {
    type: 'flag',
    short: 'k',
    help: 'Copy the faces into the output instead of moving them',
  },
} as const satisfies OptionSet;

const cleanUp = {
  alignments: {
    type: 'path',
    required: true,
    short: 'a',
    aliases: ['alignments_file'],
    placeholder: 'FILE',
    help: 'The alignments file to clean up',
  },
  faces: {
    type: 'path',
    required: true,
    short: 'c',
    aliases: ['faces_folder'],
    placeholder: 'DIR',
    help: 'The face images that were kept; every other face leaves the alignments',
  },
} as const satisfies OptionSet;

const convert = {
  input,
  alignments: {
    type: 'path',
    required: true,
    short: 'p',
    placeholder: 'FILE',
    help: 'The alignments file of the input',
  },
  modelDir: {
    ...modelDir,
    placeholder: 'DIR|FILE',
    help: 'The folder of the model, or a .dfm file',
  },
  output: {
    type: 'path',
    required: true,
    short: 'o',
    aliases: ['output-dir'],
    placeholder: 'FILE|DIR',
    help: 'The video to write (.mp4), or a folder for PNG images',
  },
  swapModel: {
    type: 'flag',
    short: 's',
    help: 'Swap B to A instead of A to B',
  },
  morph: {
    type: 'float',
    min: 0,
    max: 100,
    help: 'How far faces go over into the other, in percent, of a .dfm that can be asked that; 100 when left out',
  },
  maskType: {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'components', 'extended', 'none', 'predicted'],
    short: 'M',
    help: 'The mask by which faces are put in; auto takes what the model draws (learn_mask), else that of its training',
  },
  config: {
    ...config,
    help: 'The convert.ini to follow',
  },
  consentA: consentOption("On what basis A may be shown, for the result's metadata; the project's note when left out"),
  consentB: consentOption("On what basis B may be shown, for the result's metadata; the project's note when left out"),
} as const satisfies OptionSet;

const preview = {
  ...convert,
  output: {
    type: 'path',
    required: true,
    short: 'o',
    placeholder: 'FILE',
    help: 'The picture to write (.png)',
  },
  count: {
    type: 'int',
    default: 4,
    min: 1,
    max: 100,
    short: 'n',
    help: 'How many frames, evenly spread over those with faces',
  },
} as const satisfies OptionSet;

const timelapse = {
  input: {
    ...input,
    aliases: [],
    placeholder: 'DIR',
    help: "The pictures of a training's timelapse",
  },
  output: {
    type: 'path',
    required: true,
    short: 'o',
    placeholder: 'FILE',
    help: 'The video to write (.mp4)',
  },
  frameRate: {
    type: 'float',
    default: 10,
    min: 0.1,
    max: 120,
    short: 'f',
    aliases: ['fps'],
    help: 'Pictures a second',
  },
} as const satisfies OptionSet;

const devices = {
  fetchCuda: {
    type: 'flag',
    help: "Download ONNX Runtime's CUDA library first (some hundred MB; nothing else is ever downloaded)",
  },
  cudaSource: {
    type: 'text',
    placeholder: 'URL',
    help: "A mirror of NuGet's registry to download it from",
  },
} as const satisfies OptionSet;

/** The options of every stage, under the name of its command. */
export const stageTable = {
  frames,
  extract,
  sort,
  'clean-up': cleanUp,
  train,
  convert,
  preview,
  timelapse,
  devices,
  ...modelStages,
};

export type StageName = keyof typeof stageTable;
export type StageOptions<S extends StageName = StageName> = OptionSetValues<(typeof stageTable)[S]>;

export const stageNames = Object.keys(stageTable) as StageName[];

/** Checks what came over a boundary, and fills in the defaults. @throws UsageError naming the option in the wrong. */
export function checkOptionsOfStage<S extends StageName>(stage: S, values: unknown): StageOptions<S> {
  return checkOptions<OptionSet>(stageTable[stage], values) as StageOptions<S>;
}

export function isStageName(name: unknown): name is StageName {
  return typeof name === 'string' && Object.hasOwn(stageTable, name);
}

import type { OptionSet } from '../options/option';
import { trainerNames } from '../options/trainers';

const modelFolder = {
  type: 'path',
  short: 'm',
  placeholder: 'DIR',
  help: 'The folder of the model',
} as const;

export const modelDir = { ...modelFolder, required: true } as const;

const summary = {
  modelDir: modelFolder,
  trainer: {
    type: 'choice',
    choices: trainerNames,
    short: 't',
    help: 'A kind of model, when it is not about one that is trained',
  },
  config: {
    type: 'path',
    short: 'C',
    aliases: ['configfile'],
    placeholder: 'FILE',
    help: 'A train.ini with the options of the kind',
  },
} as const satisfies OptionSet;

const inference = {
  modelDir,
  output: {
    type: 'path',
    short: 'o',
    placeholder: 'DIR',
    help: 'Where it goes; <model>_inference when left out',
  },
} as const satisfies OptionSet;

const exportOptions = {
  modelDir,
  output: {
    type: 'path',
    required: true,
    short: 'o',
    placeholder: 'FILE',
    help: 'The file to write: .dfm for DeepFaceLive and FaceFusion, .onnx for any other program',
  },
  swapModel: {
    type: 'flag',
    short: 's',
    help: 'Write the way from B to A instead of A to B',
  },
  precision: {
    type: 'choice',
    choices: ['fp32', 'fp16'],
    default: 'fp32',
    help: 'Of the weights; fp16 halves the file',
  },
  license: {
    type: 'text',
    placeholder: 'TEXT',
    help: 'Under which terms the model may be used, for the metadata of .onnx',
  },
} as const satisfies OptionSet;

/** The tools that work on a model. */
export const modelStages = {
  'model-summary': summary,
  'model-inference': inference,
  'model-export': exportOptions,
  'model-nan-scan': { modelDir },
  'model-restore': { modelDir },
  'model-swap-sides': { modelDir },
} as const satisfies Readonly<Record<string, OptionSet>>;

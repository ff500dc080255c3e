import { trainerNames } from '../options/trainers';
import type { StageOptionTable } from './stageOption';

const modelFolder = {
  type: 'path',
  short: 'm',
  placeholder: 'DIR',
  help: { en: 'The folder of the model', ja: 'モデルのフォルダー' },
} as const;

export const modelDir = { ...modelFolder, required: true } as const;

const summary = {
  modelDir: modelFolder,
  trainer: {
    type: 'choice',
    choices: trainerNames,
    short: 't',
    help: {
      en: 'A kind of model, when it is not about one that is trained',
      ja: 'モデルの種類（学習済みのモデル以外について調べる場合）',
    },
  },
  config: {
    type: 'path',
    short: 'C',
    aliases: ['configfile'],
    placeholder: 'FILE',
    help: { en: 'A train.ini with the options of the kind', ja: 'その種類の設定が書かれた train.ini' },
  },
} as const satisfies StageOptionTable;

const inference = {
  modelDir,
  output: {
    type: 'path',
    short: 'o',
    placeholder: 'DIR',
    help: {
      en: 'Where it goes; <model>_inference when left out',
      ja: '書き出し先（省略時は <モデル>_inference）',
    },
  },
} as const satisfies StageOptionTable;

const exportOptions = {
  modelDir,
  output: {
    type: 'path',
    required: true,
    short: 'o',
    placeholder: 'FILE',
    help: {
      en: 'The file to write: .dfm for DeepFaceLive and FaceFusion, .onnx for any other program',
      ja: '書き出すファイル（.dfm は DeepFaceLive と FaceFusion 用、.onnx はその他のプログラム用）',
    },
  },
  swapModel: {
    type: 'flag',
    short: 's',
    help: { en: 'Write the way from B to A instead of A to B', ja: 'A から B ではなく、B から A への変換を書き出す' },
  },
  precision: {
    type: 'choice',
    choices: ['fp32', 'fp16'],
    default: 'fp32',
    help: { en: 'Of the weights; fp16 halves the file', ja: '重みの精度（fp16 でファイルが半分になります）' },
  },
  license: {
    type: 'text',
    placeholder: 'TEXT',
    help: {
      en: 'Under which terms the model may be used, for the metadata of .onnx',
      ja: 'モデルの利用条件（.onnx のメタデータに記載）',
    },
  },
} as const satisfies StageOptionTable;

/** The tools that work on a model. */
export const modelStages = {
  'model-summary': summary,
  'model-inference': inference,
  'model-export': exportOptions,
  'model-nan-scan': { modelDir },
  'model-restore': { modelDir },
  'model-swap-sides': { modelDir },
} as const satisfies Readonly<Record<string, StageOptionTable>>;

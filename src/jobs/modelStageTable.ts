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

/** The tools that work on a model. */
export const modelStages = {
  'model-summary': summary,
  'model-inference': inference,
  'model-nan-scan': { modelDir },
  'model-restore': { modelDir },
  'model-swap-sides': { modelDir },
} as const satisfies Readonly<Record<string, StageOptionTable>>;

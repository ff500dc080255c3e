import type { Option } from '../optionRecord';

export const globalOptions = {
  centering: {
    type: 'choice',
    default: 'face',
    choices: ['face', 'head', 'legacy'],
    fixed: true,
    group: 'face',
    help: {
      en: 'What the training crop is centred on: the face, the whole head, or the tight crop of older versions.',
      ja: '学習用の切り抜きの中心。face は顔、head は頭全体、legacy は旧版の狭い切り抜き。',
    },
  },
  coverage: {
    type: 'float',
    default: 100,
    min: 62.5,
    max: 100,
    fixed: true,
    group: 'face',
    help: {
      en: 'How much of the centred crop is used, in percent. Less brings the face nearer.',
      ja: '切り抜きのうち使う範囲(%)。小さいほど顔が大きく写る。',
    },
  },
  vertical_offset: {
    type: 'int',
    default: 0,
    min: -25,
    max: 25,
    fixed: true,
    group: 'face',
    help: {
      en: 'Moves the crop up (positive) or down, in percent of the size of the face.',
      ja: '切り抜きを上(正)または下(負)へずらす量(顔の大きさに対する %)。',
    },
  },
  nan_protection: {
    type: 'bool',
    default: true,
    fixed: false,
    group: 'training',
    help: {
      en: 'Stop before saving when a loss is no longer a number, so that the saved model stays good.',
      ja: '損失が数値でなくなったら保存前に停止し、保存済みのモデルを守る。',
    },
  },
  convert_batchsize: {
    type: 'int',
    default: 16,
    min: 1,
    max: 64,
    fixed: false,
    group: 'convert',
    help: {
      en: 'Faces that go through the model together when a video is converted.',
      ja: '動画の変換時にまとめてモデルへ通す顔の数。',
    },
  },
} as const satisfies Record<string, Option>;

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
  icnr_init: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'initializers',
    help: {
      en: 'Begin the convolutions before each doubling of the size so that no checkerboard shows (ICNR).',
      ja: '拡大の前の畳み込みを、市松模様が出ないように初期化する (ICNR)。',
    },
  },
  conv_aware_init: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'initializers',
    help: {
      en: 'Begin convolutions with kernels that are orthogonal in their frequencies (convolution-aware): often faster to learn, and takes a little longer to start.',
      ja: '畳み込みを周波数領域で直交するカーネルで初期化する (convolution-aware)。学習が速まることが多いが、開始に少し時間がかかる。',
    },
  },
  reflect_padding: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'initializers',
    help: {
      en: 'Surround images with their mirror image instead of black before each convolution: fewer artefacts at the borders.',
      ja: '畳み込みの前に、画像の周囲を黒ではなく鏡像で埋める。縁の乱れが減る。',
    },
  },
  lr_finder_iterations: {
    type: 'int',
    default: 1000,
    min: 100,
    max: 10_000,
    fixed: true,
    group: 'learning rate finder',
    help: {
      en: 'Iterations of the test that finds a learning rate for a new model, when it is asked for.',
      ja: '新しいモデルの学習率を探す試験(指定時のみ)の反復回数。',
    },
  },
  lr_finder_mode: {
    type: 'choice',
    default: 'set',
    choices: ['set', 'graph_and_set', 'graph_and_exit'],
    fixed: true,
    group: 'learning rate finder',
    help: {
      en: 'Use the learning rate that is found, draw the curve as well, or draw it and stop.',
      ja: '見つかった学習率を使う (set)、曲線も描く (graph_and_set)、曲線を描いて終える (graph_and_exit)。',
    },
  },
  lr_finder_strength: {
    type: 'choice',
    default: 'default',
    choices: ['default', 'aggressive', 'extreme'],
    fixed: true,
    group: 'learning rate finder',
    help: {
      en: 'How near to the rate of the lowest loss: a tenth, a fifth, or two fifths of it. Nearer learns faster and breaks down sooner.',
      ja: '損失が最小の学習率にどこまで近づけるか。10 分の 1、5 分の 1、5 分の 2。近いほど速いが破綻しやすい。',
    },
  },
  mixed_precision: {
    type: 'bool',
    default: false,
    fixed: false,
    group: 'training',
    help: {
      en: 'Multiply in fp16, keep weights in fp32: faster and smaller on a GPU. The processor goes on in fp32.',
      ja: '重みは fp32 のまま、積を fp16 で計算する。GPU では速く省メモリになる。CPU では fp32 のまま。',
    },
  },
  nan_protection: {
    type: 'bool',
    default: true,
    fixed: false,
    group: 'training',
    help: {
      en: 'Lower the learning rate when a loss is no longer a number, then go back to the last save, and stop where nothing helps.',
      ja: '損失が数値でなくなったら学習率を下げ、それでも続けば前回の保存に戻り、どうにもならなければ停止する。',
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

import type { Option } from '../optionRecord';

/** Options of the model dfl_sae. */
export const dflSaeOptions = {
  input_size: {
    type: 'int',
    default: 128,
    min: 64,
    max: 256,
    multipleOf: 16,
    fixed: true,
    group: 'size',
    help: {
      en: 'Edge of the faces that go in and come out, pixels. Memory and time grow with its square.',
      ja: '入出力の顔の一辺(ピクセル)。メモリと時間はその 2 乗で増える。',
    },
  },
  architecture: {
    type: 'choice',
    default: 'df',
    choices: ['df', 'liae'],
    fixed: true,
    group: 'network',
    help: {
      en: 'df keeps the face of the person that is drawn more closely; liae copes better with other light and other shapes of faces.',
      ja: 'df は描く人物の顔つきをよく保つ。liae は照明や輪郭の違いに強い。',
    },
  },
  autoencoder_dims: {
    type: 'int',
    default: 0,
    min: 0,
    max: 1024,
    multipleOf: 32,
    fixed: true,
    group: 'network',
    help: {
      en: 'Width of the narrowest layer, through which all that is known of a face must pass. 0: 512 for df, 256 for liae.',
      ja: '顔の情報がすべて通る最も狭い層の幅。0 なら df で 512、liae で 256。',
    },
  },
  encoder_dims: {
    type: 'int',
    default: 42,
    min: 21,
    max: 85,
    fixed: true,
    group: 'network',
    help: {
      en: 'A third of the filters of the first convolution. More see finer features, and take more memory.',
      ja: '最初の畳み込みのフィルター数の 3 分の 1。多いほど細かな特徴を捉えるが、メモリも増える。',
    },
  },
  decoder_dims: {
    type: 'int',
    default: 21,
    min: 10,
    max: 85,
    fixed: true,
    group: 'network',
    help: {
      en: "A sixth of the filters of the decoder's last step. More draw finer detail, and take more memory.",
      ja: 'デコーダー最終段のフィルター数の 6 分の 1。多いほど細部を描けるが、メモリも増える。',
    },
  },
  multiscale_decoder: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'network',
    help: {
      en: 'Trains pictures of a quarter and of half of the size, too: steadier at the beginning.',
      ja: '4 分の 1 と 2 分の 1 の大きさの画像も学習する。学習の初めが安定する。',
    },
  },
} as const satisfies Readonly<Record<string, Option>>;

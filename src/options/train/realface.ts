import type { Option } from '../optionRecord';

/** Options of the model realface. */
export const realfaceOptions = {
  input_size: {
    type: 'int',
    default: 64,
    min: 64,
    max: 128,
    fixed: true,
    group: 'size',
    help: { en: 'Edge of the faces that go in, pixels.', ja: '入力する顔の一辺(ピクセル)。' },
  },
  output_size: {
    type: 'int',
    default: 128,
    min: 64,
    max: 256,
    multipleOf: 32,
    fixed: true,
    group: 'size',
    help: { en: 'Edge of the faces that come out, pixels.', ja: '出力する顔の一辺(ピクセル)。' },
  },
  dense_nodes: {
    type: 'int',
    default: 1536,
    min: 768,
    max: 2048,
    fixed: true,
    group: 'network',
    help: {
      en: 'Width of the bottleneck of decoder B; that of A has two thirds. More tell more apart, and want more memory.',
      ja: 'デコーダー B のボトルネックの幅(A は 3 分の 2)。大きいほど表現力が増し、メモリも増える。',
    },
  },
  complexity_encoder: {
    type: 'int',
    default: 128,
    min: 96,
    max: 160,
    fixed: true,
    group: 'network',
    help: {
      en: "Filters of the encoder's first convolution; each further one has twice as many.",
      ja: 'エンコーダー最初の畳み込みのフィルター数。以降は倍々に増える。',
    },
  },
  complexity_decoder: {
    type: 'int',
    default: 512,
    min: 512,
    max: 544,
    fixed: true,
    group: 'network',
    help: {
      en: 'Filters of the first doubling in decoder B; each further one has half as many.',
      ja: 'デコーダー B の最初の拡大のフィルター数。以降は半分ずつに減る。',
    },
  },
} as const satisfies Readonly<Record<string, Option>>;

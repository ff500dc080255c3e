import type { Option } from '../optionRecord';
import { lowmem } from './lowmem';

/** Options of the model unbalanced. */
export const unbalancedOptions = {
  input_size: {
    type: 'int',
    default: 128,
    min: 64,
    max: 512,
    multipleOf: 16,
    fixed: true,
    group: 'size',
    help: { en: 'Edge of the faces that go in and come out, pixels.', ja: '入出力する顔の一辺(ピクセル)。' },
  },
  lowmem: {
    ...lowmem,
    help: {
      en: 'Narrower, and without residual blocks in decoder B: less memory, less detail.',
      ja: '幅を減らし、デコーダー B の残差ブロックを省く。省メモリだが細部は落ちる。',
    },
  },
  nodes: {
    type: 'int',
    default: 1024,
    min: 512,
    max: 4096,
    fixed: true,
    group: 'network',
    help: { en: 'Width of the bottleneck.', ja: 'ボトルネックの幅。' },
  },
  complexity_encoder: {
    type: 'int',
    default: 128,
    min: 64,
    max: 1024,
    fixed: true,
    group: 'network',
    help: { en: "Filters of the encoder's first convolution.", ja: 'エンコーダー最初の畳み込みのフィルター数。' },
  },
  complexity_decoder_a: {
    type: 'int',
    default: 384,
    min: 64,
    max: 1024,
    fixed: true,
    group: 'network',
    help: { en: 'Filters of the first doublings of decoder A.', ja: 'デコーダー A の最初の拡大のフィルター数。' },
  },
  complexity_decoder_b: {
    type: 'int',
    default: 512,
    min: 64,
    max: 1024,
    fixed: true,
    group: 'network',
    help: {
      en: 'Filters of the first doublings of decoder B, who appears: more for finer detail.',
      ja: '現れる側であるデコーダー B の最初の拡大のフィルター数。大きいほど細部が出る。',
    },
  },
} as const satisfies Readonly<Record<string, Option>>;

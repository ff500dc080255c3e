import type { Option } from '../optionRecord';

/** Options of the model dlight. */
export const dlightOptions = {
  features: {
    type: 'choice',
    default: 'best',
    choices: ['lowmem', 'fair', 'best'],
    fixed: true,
    group: 'network',
    help: {
      en: 'How much the encoder tells of a face. lowmem is for a GPU of little memory, best is for most faces.',
      ja: 'エンコーダーが捉える特徴の量。lowmem はメモリの少ない GPU 向け、通常は best。',
    },
  },
  details: {
    type: 'choice',
    default: 'good',
    choices: ['fast', 'good'],
    fixed: true,
    group: 'network',
    help: {
      en: 'How finely decoder B draws: fast learns sooner, good ends better.',
      ja: 'デコーダー B の描き込み。fast は学習が速く、good は仕上がりがよい。',
    },
  },
  output_size: {
    type: 'int',
    default: 256,
    min: 128,
    max: 384,
    multipleOf: 128,
    fixed: true,
    group: 'size',
    help: { en: 'Edge of the faces that come out, pixels.', ja: '出力する顔の一辺(ピクセル)。' },
  },
} as const satisfies Readonly<Record<string, Option>>;

import { bool, float, int, type OptionSection } from '../records';

const mobilenet = { group: 'encoder mobilenet', unused: true } as const;

/** Of the encoders that want foreign weights, which are not built here yet: a file that faceswap wrote sets them. */
export const unusedPhazeAOptions = {
  enc_load_weights: bool({ group: 'encoder', unused: true }, true, {
    en: 'Begin with the weights that the encoder was trained with elsewhere.',
    ja: '学習済みの重みからエンコーダーを始める。',
  }),
  mobilenet_width: float(mobilenet, 1, [0.1, 2], {
    en: 'Width of the mobilenet encoders, as a factor.',
    ja: 'mobilenet エンコーダーの幅の倍率。',
  }),
  mobilenet_depth: int(mobilenet, 1, [1, 10], {
    en: 'Depth multiplier of the first mobilenet.',
    ja: '初代 mobilenet の深さの倍率。',
  }),
  mobilenet_dropout: float(mobilenet, 0.001, [0.001, 2], {
    en: 'Dropout of the first mobilenet.',
    ja: '初代 mobilenet のドロップアウト。',
  }),
  mobilenet_minimalistic: bool(mobilenet, false, {
    en: 'The plainer blocks of the third mobilenet.',
    ja: '3 代目の mobilenet で簡素なブロックを使う。',
  }),
} as const satisfies OptionSection;

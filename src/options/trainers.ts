import type { LocalizedText } from './optionRecord';

/** The kinds of model by the names that `--trainer` takes, and what each is good for. */
export const trainers = {
  original: {
    en: 'the classic one, 64 pixels; wants a GPU or patience',
    ja: '定番の 64 ピクセル。GPU か根気が必要',
  },
  lightweight: {
    en: 'the classic one with a leaner encoder, 64 pixels: less memory',
    ja: '定番のエンコーダーを小さくした 64 ピクセル。省メモリ',
  },
  nimble: {
    en: 'a quarter of its widths: for machines without a GPU',
    ja: '幅が 4 分の 1。GPU のないコンピューター向け',
  },
  iae: {
    en: 'one decoder for both people and layers of each before it, 64 pixels: takes over light and expression well',
    ja: 'デコーダーを共有し、その前に各人の層を置く 64 ピクセル。照明や表情をよく写す',
  },
  dfaker: {
    en: 'the classic encoder with residual decoders, 128 or 256 pixels; for a GPU of 6 GB or more',
    ja: '定番のエンコーダーと残差デコーダー、128 か 256 ピクセル（6 GB 以上の GPU 向け）',
  },
  dfl_h128: {
    en: 'the classic one at 128 pixels; for a GPU of 4 GB or more',
    ja: '定番の 128 ピクセル版（4 GB 以上の GPU 向け）',
  },
  dfl_sae: {
    en: "DeepFaceLab's, 64 to 256 pixels, with widths to tune; for a GPU of 6 GB or more",
    ja: 'DeepFaceLab のモデル。64～256 ピクセルで幅を調整できる（6 GB 以上の GPU 向け）',
  },
  villain: {
    en: 'a deep encoder that sees much, 128 pixels; for a GPU of 8 GB or more',
    ja: '深いエンコーダーで細部まで捉える 128 ピクセル（8 GB 以上の GPU 向け）',
  },
  realface: {
    en: 'residual blocks all the way, 64 to 256 pixels; A to B alone, for a GPU of 10 GB or more',
    ja: '全体に残差ブロックを使い、64～256 ピクセル（A から B 専用、10 GB 以上の GPU 向け）',
  },
  unbalanced: {
    en: 'a decoder for each side to tune, 64 to 512 pixels; A to B alone, for a GPU of 10 GB or more',
    ja: '左右別々に調整できるデコーダー、64～512 ピクセル（A から B 専用、10 GB 以上の GPU 向け）',
  },
  dlight: {
    en: 'fine pictures of B for their cost, 128 to 384 pixels; A to B alone, for a GPU of 10 GB or more',
    ja: '計算量のわりに B が精細、128～384 ピクセル（A から B 専用、10 GB 以上の GPU 向け）',
  },
  phaze_a: {
    en: 'built from parts to your taste, 64 to 2048 pixels: begin with one of its presets',
    ja: '部品を選んで組み立てる 64～2048 ピクセル。まずはプリセットから',
  },
} as const satisfies Readonly<Record<string, LocalizedText>>;

export type TrainerName = keyof typeof trainers;

export const trainerNames = Object.keys(trainers) as readonly TrainerName[];

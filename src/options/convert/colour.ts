import { bool, choice, float, int } from '../records';

// Of the ways to match colours other than avg-color, and of sharpening: nothing here reads these yet.

const color = { group: 'color', unused: true } as const;
const sharpen = { group: 'sharpen', unused: true } as const;

const balance = (channel: number) =>
  float(color, 0, [-100, 100], {
    en: `Change of channel ${channel}, in percent.`,
    ja: `第 ${channel} チャンネルの増減（%）。`,
  });

export const colorOptions = {
  'color.color_transfer': {
    clip: bool(color, true, {
      en: 'Cut off what pixels cannot hold, instead of scaling all to fit.',
      ja: '範囲外の値を切り捨てる。無効なら全体を範囲に合わせて縮める。',
    }),
    preserve_paper: bool(color, true, {
      en: 'Scale as the paper of the method does.',
      ja: '手法の論文どおりに伸縮する。',
    }),
  },
  'color.manual_balance': {
    colorspace: choice(color, 'HSV', ['RGB', 'HSV', 'LAB', 'YCrCb'], {
      en: 'The colour space of the three channels.',
      ja: '3 つのチャンネルの色空間。',
    }),
    balance_1: balance(1),
    balance_2: balance(2),
    balance_3: balance(3),
    contrast: float(color, 0, [-100, 100], {
      en: 'Change of the contrast, in percent.',
      ja: 'コントラストの増減（%）。',
    }),
    brightness: float(color, 0, [-100, 100], {
      en: 'Change of the brightness, in percent.',
      ja: '明るさの増減（%）。',
    }),
  },
  'color.match_hist': {
    threshold: float(color, 99, [90, 100], {
      en: 'The part of the histogram that is matched, in percent.',
      ja: '合わせるヒストグラムの範囲（%）。',
    }),
  },
} as const;

export const sharpenOptions = {
  'scaling.sharpen': {
    method: choice(sharpen, 'none', ['none', 'box', 'gaussian', 'unsharp_mask'], {
      en: 'How swapped faces are sharpened.',
      ja: '入れ替えた顔の鮮鋭化の方法。',
    }),
    amount: int(sharpen, 150, [100, 500], { en: 'How much, in percent.', ja: '鮮鋭化の強さ（%）。' }),
    radius: float(sharpen, 0.3, [0.1, 5], {
      en: "How far it reaches, in percent of the frame's width.",
      ja: '及ぶ広さ（フレームの幅に対する %）。',
    }),
    threshold: float(sharpen, 5, [1, 10], {
      en: 'The least difference of two pixels, of 255, that unsharp_mask takes for detail.',
      ja: 'unsharp_mask が細部とみなす画素の差の下限（255 階調）。',
    }),
  },
} as const;

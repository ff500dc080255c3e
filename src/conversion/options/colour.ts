import { bool, choice, float, int } from '../../options/option';

// Of the ways to match colours other than avg-color, and of sharpening: nothing here reads these yet.

const color = { group: 'color', unused: true } as const;
const sharpen = { group: 'sharpen', unused: true } as const;

const balance = (help: string) => float(color, 0, [-100, 100], help);

export const colorOptions = {
  'color.color_transfer': {
    clip: bool(color, true, 'Cut off what pixels cannot hold, instead of scaling all to fit.'),
    preserve_paper: bool(color, true, 'Scale as the paper of the method does.'),
  },
  'color.manual_balance': {
    colorspace: choice(color, 'HSV', ['RGB', 'HSV', 'LAB', 'YCrCb'], 'The colour space of the three channels.'),
    balance_1: balance('Change of channel 1, in percent.'),
    balance_2: balance('Change of channel 2, in percent.'),
    balance_3: balance('Change of channel 3, in percent.'),
    contrast: float(color, 0, [-100, 100], 'Change of the contrast, in percent.'),
    brightness: float(color, 0, [-100, 100], 'Change of the brightness, in percent.'),
  },
  'color.match_hist': {
    threshold: float(color, 99, [90, 100], 'The part of the histogram that is matched, in percent.'),
  },
} as const;

export const sharpenOptions = {
  'scaling.sharpen': {
    method: choice(sharpen, 'none', ['none', 'box', 'gaussian', 'unsharp_mask'], 'How swapped faces are sharpened.'),
    amount: int(sharpen, 150, [100, 500], 'How much, in percent.'),
    radius: float(sharpen, 0.3, [0.1, 5], "How far it reaches, in percent of the frame's width."),
    threshold: float(
      sharpen,
      5,
      [1, 10],
      'The least difference of two pixels, of 255, that unsharp_mask takes for detail.',
    ),
  },
} as const;

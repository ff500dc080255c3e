import { bool, float, type IniSection, int } from '../option';

const mobilenet = { group: 'encoder mobilenet', unused: true } as const;

/** Of the encoders that want foreign weights, which are not built here yet: a file that faceswap wrote sets them. */
export const unusedPhazeAOptions = {
  enc_load_weights: bool(
    { group: 'encoder', unused: true },
    true,
    'Begin with the weights that the encoder was trained with elsewhere.',
  ),
  mobilenet_width: float(mobilenet, 1, [0.1, 2], 'Width of the mobilenet encoders, as a factor.'),
  mobilenet_depth: int(mobilenet, 1, [1, 10], 'Depth multiplier of the first mobilenet.'),
  mobilenet_dropout: float(mobilenet, 0.001, [0.001, 2], 'Dropout of the first mobilenet.'),
  mobilenet_minimalistic: bool(mobilenet, false, 'The plainer blocks of the third mobilenet.'),
} as const satisfies IniSection;

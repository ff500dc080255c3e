import { choice, float, type IniSection, int } from '../../options/option';

const blur = { group: 'blur' } as const;
const erosion = { group: 'erosion', unused: true } as const;

const eroded = (help: string) => float(erosion, 0, [-100, 100], help);

/** `[mask.mask_blend]` of convert.ini: how the edge of the swapped face goes over into the frame. */
export const maskBlendOptions = {
  type: choice(
    blur,
    'normalized',
    ['gaussian', 'normalized', 'none'],
    'The blur of the edge: gaussian, normalized (a box, several times), or none.',
  ),
  kernel_size: int(blur, 3, [1, 9], 'How far the blur reaches, pixels of the face that the model draws.'),
  passes: int(blur, 4, [1, 8], 'How often it is blurred, each time over less.'),
  threshold: int(blur, 4, [0, 50], 'What is so near to nothing or all, in percent, becomes nothing or all.'),
  erosion: eroded('Make the mask smaller (or larger, below 0) on all sides, in percent of its radius.'),
  erosion_top: eroded('Make the mask smaller (or larger, below 0) at the top, in percent of its radius.'),
  erosion_bottom: eroded('Make the mask smaller (or larger, below 0) at the bottom, in percent of its radius.'),
  erosion_left: eroded('Make the mask smaller (or larger, below 0) on the left, in percent of its radius.'),
  erosion_right: eroded('Make the mask smaller (or larger, below 0) on the right, in percent of its radius.'),
} as const satisfies IniSection;

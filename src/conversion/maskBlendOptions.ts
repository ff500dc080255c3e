import { choice, float, type IniSection, int } from '../options/option';

const blur = { group: 'blur' } as const;
const erosion = { group: 'erosion', unused: true } as const;

const eroded = (help: string) => float(erosion, 0, [-100, 100], help);

/** `[mask.mask_blend]` of convert.ini: how the edge of the swapped face is blended into the frame. */
export const maskBlendOptions = {
  type: choice(
    blur,
    'normalized',
    ['gaussian', 'normalized', 'none'],
    'Blur of the edge of the mask: gaussian, normalized (a box filter), or none.',
  ),
  kernel_size: int(blur, 3, [1, 9], 'Size of the blur, in pixels of the swapped face.'),
  passes: int(blur, 4, [1, 8], 'Number of blur passes, each with a smaller size.'),
  threshold: int(blur, 4, [0, 50], 'Mask values within this many percent of 0 or 100 snap to it.'),
  erosion: eroded('Shrinks the mask on all sides, in percent of its radius; a negative value grows it.'),
  erosion_top: eroded('Shrinks the mask at the top, in percent of its radius; a negative value grows it.'),
  erosion_bottom: eroded('Shrinks the mask at the bottom, in percent of its radius; a negative value grows it.'),
  erosion_left: eroded('Shrinks the mask on the left, in percent of its radius; a negative value grows it.'),
  erosion_right: eroded('Shrinks the mask on the right, in percent of its radius; a negative value grows it.'),
} as const satisfies IniSection;

import type { NumberOption, Option } from '../option';

const amount = (value: number, min: number, max: number, help: string, group = 'augmentation') =>
  ({ type: 'int', default: value, min, max, fixed: true, group, help }) satisfies NumberOption;

export const augmentationOptions = {
  preview_images: amount(14, 2, 16, 'Faces a side in the preview picture.', 'preview'),
  mask_opacity: amount(30, 0, 100, 'Opacity of the mask in the preview, in percent.', 'preview'),
  mask_color: {
    type: 'color',
    default: '#ff0000',
    fixed: true,
    group: 'preview',
    help: 'Colour of the mask in the preview.',
  },
  zoom_amount: amount(5, 0, 25, 'Random zoom in and out, in percent.'),
  rotation_range: amount(10, 0, 25, 'Random rotation to either side, in degrees.'),
  shift_range: amount(5, 0, 25, 'Random shift in each direction, in percent of the size.'),
  flip_chance: amount(50, 0, 100, 'Chance that a face is mirrored, in percent.'),
  color_lightness: amount(30, 0, 75, 'Random change of the lightness, in percent.', 'color'),
  color_ab: amount(8, 0, 50, 'Random change of the hues (a and b of L*a*b*), in percent.', 'color'),
  color_clahe_chance: {
    type: 'int',
    default: 50,
    min: 0,
    max: 100,
    fixed: false,
    group: 'color',
    help: 'Chance that local contrast is equalised (CLAHE), in percent.',
  },
  color_clahe_max_size: amount(4, 1, 8, 'Largest cell of the contrast equalisation, in steps.', 'color'),
} as const satisfies Record<string, Option>;

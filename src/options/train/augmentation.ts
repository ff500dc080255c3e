import type { LocalizedText, NumberOption, Option } from '../optionRecord';

const amount = (value: number, min: number, max: number, help: LocalizedText, group = 'augmentation') =>
  ({ type: 'int', default: value, min, max, fixed: true, group, help }) satisfies NumberOption;

export const augmentationOptions = {
  preview_images: amount(
    14,
    2,
    16,
    { en: 'Faces a side in the preview picture.', ja: 'プレビュー画像に並べる片側の顔の数。' },
    'preview',
  ),
  mask_opacity: amount(
    30,
    0,
    100,
    { en: 'Opacity of the mask in the preview, in percent.', ja: 'プレビューでのマスクの不透明度(%)。' },
    'preview',
  ),
  mask_color: {
    type: 'color',
    default: '#ff0000',
    fixed: true,
    group: 'preview',
    help: { en: 'Colour of the mask in the preview.', ja: 'プレビューでのマスクの色。' },
  },
  zoom_amount: amount(5, 0, 25, { en: 'Random zoom in and out, in percent.', ja: 'ランダムな拡大・縮小の幅(%)。' }),
  rotation_range: amount(10, 0, 25, {
    en: 'Random rotation to either side, in degrees.',
    ja: 'ランダムな回転の幅(左右、度)。',
  }),
  shift_range: amount(5, 0, 25, {
    en: 'Random shift in each direction, in percent of the size.',
    ja: 'ランダムな平行移動の幅(大きさに対する %)。',
  }),
  flip_chance: amount(50, 0, 100, {
    en: 'Chance that a face is mirrored, in percent.',
    ja: '左右反転する確率(%)。',
  }),
  color_lightness: amount(
    30,
    0,
    75,
    { en: 'Random change of the lightness, in percent.', ja: '明るさのランダムな変化の幅(%)。' },
    'color',
  ),
  color_ab: amount(
    8,
    0,
    50,
    {
      en: 'Random change of the hues (a and b of L*a*b*), in percent.',
      ja: '色合い(L*a*b* の a と b)のランダムな変化の幅(%)。',
    },
    'color',
  ),
  color_clahe_chance: {
    type: 'int',
    default: 50,
    min: 0,
    max: 100,
    fixed: false,
    group: 'color',
    help: {
      en: 'Chance that local contrast is equalised (CLAHE), in percent.',
      ja: '局所的なコントラスト均一化 (CLAHE) を行う確率(%)。',
    },
  },
  color_clahe_max_size: amount(
    4,
    1,
    8,
    {
      en: 'Largest cell of the contrast equalisation, in steps.',
      ja: 'コントラスト均一化の升目の最大の大きさ(段階)。',
    },
    'color',
  ),
} as const satisfies Record<string, Option>;

import { t } from '../../shared/l10n';
import type { PictureInput, PictureMeasure } from './measure';
import { cheeks, measureLight } from './skin';

/** Stops by which the cheek at the picture's right is lighter than the other one. */
export const sideLight = {
  name: 'sideLight',
  label: 'light from the side',
  unit: 'EV',
  range: [-3, 3],
  direction: "more of the light comes from the picture's right",
  formula: "log2 of the mean light of the cheek at the picture's right over that of the other cheek",
  from: 'picture',
  orderLabel: 'By side of the light',
  describe: (value: number) => t('light from the side {0} EV', value.toFixed(1)),
  measure: (input: PictureInput): number | undefined => {
    const [left, right] = [measureLight(input, cheeks.left), measureLight(input, cheeks.right)];
    return left === undefined || right === undefined ? undefined : Math.log2(right / left);
  },
} as const satisfies PictureMeasure;

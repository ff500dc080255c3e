import { t } from '../../shared/l10n';
import type { PictureInput, PictureMeasure } from './measure';
import { cheeks, measureLight } from './skin';

/** The lightness of the skin of both cheeks, CIE L*: 0 black, 100 white. */
export const brightness = {
  name: 'brightness',
  label: 'brightness',
  unit: '%',
  range: [0, 100],
  direction: 'the skin is brighter',
  formula: 'the lightness L* (CIE) of the mean light of both cheeks',
  from: 'picture',
  orderLabel: 'Darkest first',
  describe: (value: number) => t('brightness {0} %', Math.round(value)),
  measure: (input: PictureInput): number | undefined => {
    const light = measureLight(input, [...cheeks.left, ...cheeks.right]);
    if (light === undefined) return undefined;
    return light > 0.008856 ? 116 * Math.cbrt(light) - 16 : 903.3 * light;
  },
} as const satisfies PictureMeasure;

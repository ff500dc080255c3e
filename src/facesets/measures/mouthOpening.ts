import { t } from '../../shared/l10n';
import type { LandmarkInput, LandmarkMeasure } from './measure';
import { measureOpening } from './openings';

const innerLips = [
  [61, 67],
  [62, 66],
  [63, 65],
] as const;

/** The gap between the lips, in percent of the edge of the face. */
export const mouthOpening = {
  name: 'mouthOpening',
  label: 'opening of the mouth',
  unit: '%',
  range: [0, 40],
  direction: 'the mouth is further open',
  formula:
    'the mean distance of the inner landmarks of the upper lip to those of the lower lip, of the edge of the face, as it is seen from the front',
  from: 'landmarks',
  orderLabel: 'By opening of the mouth',
  describe: (value: number) => t('mouth {0} % open', value.toFixed(1)),
  measure: (face: LandmarkInput) => measureOpening(face, innerLips),
} as const satisfies LandmarkMeasure;

import { t } from '../../shared/l10n';
import type { LandmarkInput, LandmarkMeasure } from './measure';
import { measureOpening } from './openings';

const lids = [
  [37, 41],
  [38, 40],
  [43, 47],
  [44, 46],
] as const;

/** The gap between the lids of both eyes, in percent of the edge of the face. */
export const eyeOpening = {
  name: 'eyeOpening',
  label: 'opening of the eyes',
  unit: '%',
  range: [2, 10],
  direction: 'the eyes are further open',
  formula:
    'the mean distance of the landmarks of the upper lids to those of the lower lids, of the edge of the face, as it is seen from the front',
  from: 'landmarks',
  orderLabel: 'By opening of the eyes',
  describe: (value: number) => t('eyes {0} % open', value.toFixed(1)),
  measure: (face: LandmarkInput) => measureOpening(face, lids),
} as const satisfies LandmarkMeasure;

import { t } from '../../shared/l10n';
import type { LandmarkMeasure } from './measure';

/** Degrees; positive when the head looks up. */
export const pitch = {
  name: 'pitch',
  label: 'pitch',
  unit: '°',
  range: [-45, 45],
  direction: 'the head looks further up',
  formula: "the rotation about the ears' axis of the mean head that fits the landmarks",
  from: 'landmarks',
  orderLabel: 'By pitch',
  describe: (value: number) => t('pitch {0}°', Math.round(value)),
  measure: ({ face }) => -face.pose.pitch,
} as const satisfies LandmarkMeasure;

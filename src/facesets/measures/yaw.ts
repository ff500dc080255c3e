import { t } from '../../shared/l10n';
import type { LandmarkMeasure } from './measure';

/** Degrees; positive when the head is turned to the picture's right. */
export const yaw = {
  name: 'yaw',
  label: 'yaw',
  unit: '°',
  range: [-90, 90],
  direction: "the head is turned further to the picture's right",
  formula: 'the rotation about the vertical axis of the mean head that fits the landmarks',
  from: 'landmarks',
  orderLabel: 'By yaw',
  describe: (value: number) => t('yaw {0}°', Math.round(value)),
  measure: ({ face }) => face.pose.yaw,
} as const satisfies LandmarkMeasure;

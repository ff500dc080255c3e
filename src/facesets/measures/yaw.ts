import { t } from '../../shared/l10n';
import type { Measure } from './measure';

/** Degrees; positive when the head is turned to the picture's right. */
export const yaw = {
  name: 'yaw',
  orderLabel: 'By yaw',
  describe: (value: number) => t('yaw {0}°', Math.round(value)),
  measure: ({ face }) => face?.pose.yaw,
} as const satisfies Measure;

import { t } from '../../shared/l10n';
import type { Measure } from './measure';

/** The edge of the face in the frame, in pixels: that of the mean face's unit square. */
export const size = {
  name: 'size',
  orderLabel: 'Smallest first',
  describe: (value: number) => t('{0} px wide', Math.round(value)),
  measure: ({ face }) => face && 1 / Math.hypot(face.matrix[0], face.matrix[3]),
} as const satisfies Measure;

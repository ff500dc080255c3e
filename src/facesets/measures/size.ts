import { t } from '../../shared/l10n';
import type { LandmarkMeasure } from './measure';

/** The edge of the face in the frame, in pixels: that of the mean face's unit square. */
export const size = {
  name: 'size',
  label: 'size',
  unit: 'px',
  range: [0, 512],
  direction: 'the face is larger in its frame',
  formula: 'the edge in the frame of the square in which the mean face lies',
  from: 'landmarks',
  orderLabel: 'Smallest first',
  describe: (value: number) => t('{0} px wide', Math.round(value)),
  measure: ({ face }) => 1 / Math.hypot(face.matrix[0], face.matrix[3]),
} as const satisfies LandmarkMeasure;

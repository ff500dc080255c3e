import { abs, max, mean, subtract } from '../../tensor/ops';
import type { PlainLoss } from './loss';

/** The largest absolute error of a face, per color: the maximum norm; the mean of the three colors. */
export const lInfNorm = {
  name: 'l_inf_norm',
  help: 'The largest error of each face.',
  kind: 'face',
  compare: (predicted, target) => mean(max(abs(subtract(predicted, target)), [1, 2]), [1]),
} as const satisfies PlainLoss;

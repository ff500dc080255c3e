import { abs, max, mean, subtract } from '../../tensor/ops';
import type { FaceLoss } from './loss';

/** The largest absolute error of a face, per colour: the maximum norm; the mean of the three colours. */
export const lInfNorm: FaceLoss = (made, wanted) => mean(max(abs(subtract(made, wanted)), [1, 2]), [1]);

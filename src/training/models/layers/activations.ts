import type { Value } from '../../../tensor/graph';
import { leakyRelu } from '../../../tensor/ops';

/** The activation after a layer. */
export type Activation = (x: Value) => Value;

/** Returns a leaky ReLU: x where positive, `slope` times x elsewhere. */
export const leaky =
  (slope: number): Activation =>
  (x) =>
    leakyRelu(x, slope);

export const linear: Activation = (x) => x;

import type { Value } from '../../../tensor/graph';
import { leakyRelu } from '../../../tensor/ops';

/** What stands behind a layer. */
export type Activation = (x: Value) => Value;

/** x where positive, `slope` times x elsewhere. */
export const leaky =
  (slope: number): Activation =>
  (x) =>
    leakyRelu(x, slope);

export const linear: Activation = (x) => x;

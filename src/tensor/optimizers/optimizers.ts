import { adaBeliefDefinition } from './adaBelief';
import { adaMaxDefinition } from './adaMax';
import { adamDefinition, adamWDefinition } from './adam';
import { lionDefinition } from './lion';
import { nadamDefinition } from './nadam';
import type { OptimizerDefinition } from './optimizer';
import { rmsPropDefinition } from './rmsProp';

/** The optimizers there are, in the order that users see. */
export const optimizers = [
  adaBeliefDefinition,
  adamDefinition,
  adaMaxDefinition,
  adamWDefinition,
  lionDefinition,
  nadamDefinition,
  rmsPropDefinition,
] as const satisfies readonly OptimizerDefinition[];

export type OptimizerName = (typeof optimizers)[number]['name'];

export function findOptimizer(name: OptimizerName): OptimizerDefinition {
  return optimizers.find((optimizer) => optimizer.name === name)!;
}

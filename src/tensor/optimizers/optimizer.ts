import type { Value } from '../graph';

/** What an optimizer may look at when it changes a parameter; all tensors have the parameter's shape but the scalars. */
export interface OptimizerInput {
  readonly parameter: Value;
  readonly gradient: Value;
  /** The parameter's own memory, by the names in {@link Optimizer.slots}; zeros before the first step. */
  readonly slots: Readonly<Record<string, Value>>;
  /** [] */
  readonly learningRate: Value;
  /** [], 1 at the first step. */
  readonly step: Value;
}

export interface OptimizerOutput {
  readonly parameter: Value;
  readonly slots: Readonly<Record<string, Value>>;
}

/** One element-wise rule that turns a parameter and its gradient into the next parameter. */
export interface Optimizer {
  readonly name: string;
  readonly slots: readonly string[];
  update(input: OptimizerInput): OptimizerOutput;
}

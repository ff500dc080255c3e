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
  /**
   * Where weight decay d goes in: `gradient` adds d · parameter to the gradient; `parameter` shrinks the parameter by
   * 1 - rate · d beside the step (decoupled: Loshchilov and Hutter 2019, arXiv 1711.05101).
   */
  readonly weightDecayTarget: 'gradient' | 'parameter';
  update(input: OptimizerInput): OptimizerOutput;
}

/** What the rules that follow mean and variance of the gradients have in common. */
export interface MomentOptions {
  /** How slowly the mean of the gradients forgets, 0 to below 1. */
  readonly beta1?: number;
  /** How slowly the mean of their squares forgets, 0 to below 1. */
  readonly beta2?: number;
  /** Against division by zero. */
  readonly epsilon?: number;
}

/** The numbers that train.ini sets for optimizers. */
export interface Hyperparameters extends Required<MomentOptions> {
  /** Whether the largest variance so far is divided by (Reddi, Kale and Kumar 2018, arXiv 1904.09237). */
  readonly amsgrad: boolean;
}

/** An optimizer that users can choose: the choices of `optimizer` in train.ini, their help and the docs follow from it. */
export interface OptimizerDefinition {
  /** As `optimizer` takes it. */
  readonly name: string;
  /** What it does, in English. */
  readonly help: string;
  /** The hyperparameters that it reads; others have no effect on it. */
  readonly uses: readonly (keyof Hyperparameters)[];
  create(hyperparameters: Hyperparameters): Optimizer;
}

import type { Value } from '../graph';

/**
 * The inputs of an optimizer when it updates a parameter. All tensors have the shape of the parameter, except the
 * scalars.
 */
export interface OptimizerInput {
  readonly parameter: Value;
  readonly gradient: Value;
  /**
   * The stored values of the parameter by {@link Optimizer.slots}, such as its moments. Zeros before the first step.
   */
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

/** An element-wise rule that computes the next parameter from a parameter and its gradient. */
export interface Optimizer {
  readonly name: string;
  readonly slots: readonly string[];
  /**
   * The target of weight decay d: `gradient` adds d · parameter to the gradient; `parameter` multiplies the parameter by
   * 1 - rate · d in addition to the step (decoupled: Loshchilov and Hutter 2019, arXiv 1711.05101).
   */
  readonly weightDecayTarget: 'gradient' | 'parameter';
  update(input: OptimizerInput): OptimizerOutput;
}

/** Options of all rules that track mean and variance of the gradients. */
export interface MomentOptions {
  /** Decay of the running mean of the gradients, 0 ≤ beta1 < 1. */
  readonly beta1?: number;
  /** Decay of the running mean of their squares, 0 ≤ beta2 < 1. */
  readonly beta2?: number;
  /** Avoids division by zero. */
  readonly epsilon?: number;
}

/** The numbers that train.ini sets for optimizers. */
export interface Hyperparameters extends Required<MomentOptions> {
  /** Whether the largest variance so far is divided by (Reddi, Kale and Kumar 2018, arXiv 1904.09237). */
  readonly amsgrad: boolean;
}

/**
 * An optimizer that users can choose: the choices of `optimizer` in train.ini, their help and the docs follow from it.
 */
export interface OptimizerDefinition {
  /** As `optimizer` takes it. */
  readonly name: string;
  /** A sentence in English that says what the optimizer does. */
  readonly help: string;
  /** The hyperparameters that it reads; others have no effect on it. */
  readonly uses: readonly (keyof Hyperparameters)[];
  create(hyperparameters: Hyperparameters): Optimizer;
}

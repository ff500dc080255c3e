import type { GradientClipping } from '../../tensor/gradientClipping';
import type { Optimizer } from '../../tensor/optimizers/optimizer';
import { findOptimizer } from '../../tensor/optimizers/optimizers';
import type { UpdatePolicy } from '../../tensor/stepPlan';
import type { OptimizerOptions } from '../hyperparameters/optimizerOptions';

/** Returns the optimizer that `[global.optimizer]` of train.ini asks for. */
export function createOptimizer(options: OptimizerOptions): Optimizer {
  const { optimizer, ada_beta_1: beta1, ada_beta_2: beta2, epsilon_exponent, ada_amsgrad: amsgrad } = options;
  return findOptimizer(optimizer).create({ beta1, beta2, epsilon: 10 ** epsilon_exponent, amsgrad });
}

/** Creates the policy by which the training step updates weights. */
export function createUpdatePolicy(options: OptimizerOptions): UpdatePolicy {
  const clipping = createClipping(options);
  return {
    optimizer: createOptimizer(options),
    weightDecay: options.weight_decay,
    accumulation: options.gradient_accumulation,
    ...(clipping ? { clipping } : {}),
  };
}

function createClipping({
  gradient_clipping,
  clipping_value,
  autoclip_history,
}: OptimizerOptions): GradientClipping | undefined {
  switch (gradient_clipping) {
    case 'none':
      return undefined;
    case 'value':
    case 'norm':
      return { kind: gradient_clipping, limit: clipping_value };
    case 'global_norm':
      return { kind: 'globalNorm', limit: clipping_value };
    case 'autoclip':
      return { kind: 'autoclip', percentile: Math.trunc(10 * clipping_value), history: autoclip_history };
  }
}

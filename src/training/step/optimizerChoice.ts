import type { TrainOptions } from '../../options/trainOptions';
import type { GradientClipping } from '../../tensor/gradientClipping';
import { adaBelief } from '../../tensor/optimizers/adaBelief';
import { adaMax } from '../../tensor/optimizers/adaMax';
import { type AdamOptions, adam, adamW } from '../../tensor/optimizers/adam';
import { lion } from '../../tensor/optimizers/lion';
import { nadam } from '../../tensor/optimizers/nadam';
import type { Optimizer } from '../../tensor/optimizers/optimizer';
import { rmsProp } from '../../tensor/optimizers/rmsProp';
import type { UpdatePolicy } from '../../tensor/stepPlan';

type OptimizerOptions = TrainOptions['global.optimizer'];

/** Every optimizer by its name in `train.ini`. */
const optimizers: Readonly<Record<OptimizerOptions['optimizer'], (options: Required<AdamOptions>) => Optimizer>> = {
  adabelief: adaBelief,
  adam,
  adamax: adaMax,
  adamw: adamW,
  lion,
  nadam,
  'rms-prop': ({ epsilon }) => rmsProp({ epsilon }),
};

export function optimizerOf(options: OptimizerOptions): Optimizer {
  const { optimizer, ada_beta_1: beta1, ada_beta_2: beta2, epsilon_exponent, ada_amsgrad: amsgrad } = options;
  return optimizers[optimizer]({ beta1, beta2, epsilon: 10 ** epsilon_exponent, amsgrad });
}

/** How weights are to follow their gradients. */
export function updatePolicyOf(options: OptimizerOptions): UpdatePolicy {
  const clipping = clippingOf(options);
  return {
    optimizer: optimizerOf(options),
    weightDecay: options.weight_decay,
    accumulation: options.gradient_accumulation,
    ...(clipping ? { clipping } : {}),
  };
}

function clippingOf({
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

import { add, multiply, subtract } from '../../src/tensor/ops';
import type { Optimizer, OptimizerDefinition } from '../../src/tensor/optimizers/optimizer';

/**
 * Gradient descent with Nesterov's momentum, in the form whose weights are the points that gradients are taken at
 * (Bengio et al. 2013, arXiv 1212.0901). `memory` is how slowly the velocity forgets.
 */
export function momentum({ memory = 0.9 } = {}): Optimizer {
  return {
    name: 'momentum',
    slots: ['velocity'],
    weightDecayTarget: 'gradient',
    update({ parameter, gradient, slots, learningRate }) {
      const pull = multiply(gradient, learningRate);
      const velocity = subtract(multiply(slots.velocity!, memory), pull);
      const ahead = subtract(multiply(velocity, memory), pull);
      return { parameter: add(parameter, ahead), slots: { velocity } };
    },
  };
}

export const momentumDefinition = {
  name: 'momentum',
  help: "Gradient descent with Nesterov's momentum.",
  uses: ['beta1'],
  create: ({ beta1 }) => momentum({ memory: beta1 }),
} as const satisfies OptimizerDefinition;

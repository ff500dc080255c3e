import type { Value } from '../../src/tensor/graph';
import { glorotUniform, zeros } from '../../src/tensor/initializers';
import { matmul, mean, multiply, relu, reshape, sigmoid } from '../../src/tensor/ops';

/**
 * Squeeze and excitation (Hu et al. 2018, arXiv 1709.01507): weighs the channels of [N, H, W, C] by what the whole
 * image holds of each.
 */
export function channelAttention(x: Value, name: string, squeezed: number): Value {
  const [n, , , channels] = x.shape as [number, number, number, number];
  const part = (input: Value, layer: string, units: number) =>
    matmul(input, x.graph.parameter(`${name}/${layer}/kernel`, [input.shape[1]!, units], glorotUniform), {
      bias: x.graph.parameter(`${name}/${layer}/bias`, [units], zeros),
    });
  const hidden = relu(part(mean(x, [1, 2]), 'squeeze', squeezed));
  const weights = sigmoid(part(hidden, 'excite', channels));
  return multiply(x, reshape(weights, [n, 1, 1, channels]));
}

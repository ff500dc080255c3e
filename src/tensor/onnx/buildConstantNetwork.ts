import type { Graph, Value } from '../graph';
import { concat, conv2d, maxPool, pad, relu } from '../ops';
import type { ConstantLayer, ConstantNetwork } from './constantNetwork';

/**
 * Adds the weights of a network to `graph` as constants.
 * @returns a function that applies the network to an image [N, H, W, 3] and returns the tensors `requested`, [N, H', W',
 *   C] each. All its uses share the weights
 */
export function buildConstantNetwork(
  graph: Graph,
  { input, layers }: ConstantNetwork,
  requested: readonly string[],
): (picture: Value) => readonly Value[] {
  const steps = layers.map((layer) => ({ layer, work: buildLayer(graph, layer) }));
  return (picture) => {
    const tensors = new Map([[input, picture]]);
    for (const { layer, work } of steps)
      tensors.set(layer.output, work(layer.inputs.map((name) => tensors.get(name)!)));
    return requested.map((name) => tensors.get(name)!);
  };
}

function buildLayer(graph: Graph, layer: ConstantLayer): (inputs: readonly Value[]) => Value {
  switch (layer.kind) {
    case 'relu':
      return ([x]) => relu(x!);
    case 'concat':
      return (inputs) => concat(inputs, 3);
    case 'maxPool':
      return ([x]) => maxPool(x!, layer.options);
    case 'conv': {
      const kernel = graph.constant(layer.kernel.data, layer.kernel.shape);
      const bias = layer.bias && graph.constant(layer.bias.data, layer.bias.shape);
      return ([x]) => convolve(x!, layer, kernel, bias);
    }
  }
}

/** Adds a convolution. Padding that equals `same` is an attribute of the convolution. Other padding is added as zeros in front of it. */
function convolve(
  x: Value,
  { stride, pads: [top, left, bottom, right] }: ConstantLayer & { kind: 'conv' },
  kernel: Value,
  bias: Value | undefined,
): Value {
  const [height, width] = kernel.shape as [number, number];
  const options = { stride, ...(bias && { bias }) };
  const isSame = stride === 1 && top === bottom && left === right && 2 * top + 1 === height && 2 * left + 1 === width;
  if (isSame) return conv2d(x, kernel, { ...options, padding: 'same' });
  return conv2d(pad(x, [0, top, left, 0], [0, bottom, right, 0]), kernel, { ...options, padding: 'valid' });
}

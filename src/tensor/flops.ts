import type { Graph, GraphNode } from './graph';
import { type ConvAttributes, getConvOutputShape } from './ops/convGeometry';
import { countElements } from './shapes';

const convolutions: readonly string[] = ['conv2d', 'conv2dInputGradient', 'conv2dFilterGradient'];

/**
 * Returns the number of multiplications and additions of a convolution, of its gradients or of a matrix product, by
 * definition: a lowering may need fewer. Other nodes need few in comparison and count as 0.
 */
export function countFlops(graph: Graph, node: GraphNode): number {
  if (node.kind !== 'operator') return 0;
  if (convolutions.includes(node.op)) {
    const attributes = node.attributes as ConvAttributes;
    return 2 * countElements(getConvOutputShape(attributes)) * countElements(attributes.kernelShape.slice(0, 3));
  }
  if (node.op !== 'matmul') return 0;
  const left = graph.nodes[node.inputs[0]!]!.shape;
  return 2 * countElements(node.shape) * left.at(node.attributes.transposeA ? -2 : -1)!;
}

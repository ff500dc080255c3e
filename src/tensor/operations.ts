import type { Graph, GraphNode } from './graph';
import { type ConvAttributes, convOutputShape } from './ops/convGeometry';
import { sizeOf } from './shapes';

const convolutions: readonly string[] = ['conv2d', 'conv2dInputGradient', 'conv2dFilterGradient'];

/**
 * Multiplications and additions of a convolution, of its gradients or of a matrix product, by the definition: a lowering
 * may get by with fewer. Those of other nodes hardly count, and are 0 here.
 */
export function operationsOf(graph: Graph, node: GraphNode): number {
  if (node.kind !== 'operator') return 0;
  if (convolutions.includes(node.op)) {
    const attributes = node.attributes as ConvAttributes;
    return 2 * sizeOf(convOutputShape(attributes)) * sizeOf(attributes.kernelShape.slice(0, 3));
  }
  if (node.op !== 'matmul') return 0;
  const left = graph.nodes[node.inputs[0]!]!.shape;
  return 2 * sizeOf(node.shape) * left.at(node.attributes.transposeA ? -2 : -1)!;
}

import { getByteSize, inferShapes, type OnnxTensorType } from './inferShapes';
import { createInt64s, type OnnxGraph, type OnnxNode, type OnnxTensor } from './model';

/**
 * Gives large values buffers of their own, which are freed as soon as no later node reads the value.
 *
 * By default, ONNX Runtime keeps a buffer until the next value of the same type and shape, however late that is. A
 * backward pass repeats the shapes of the forward pass, so a training step would keep all buffers. ONNX Runtime does
 * not do this for values whose shape is unknown before the run. So the shape is hidden: an operand is reshaped to its
 * own shape by numbers that are computed at run time, and the result is reshaped to its known shape. Both are views
 * and cost nothing. Measured together with a memory plan (`npm run bench -- train-step`): `lightweight` takes a third
 * less memory.
 */

const largeBytes = 2 * 2 ** 20;

/** Operators whose results are neither views nor written over an operand. */
const copyingOperators: ReadonlySet<string> = new Set([
  'Concat',
  'FusedMatMul',
  'Gather',
  'Gemm',
  'MatMul',
  'Transpose',
]);

export type ValueTypes = ReadonlyMap<string, OnnxTensorType>;

/** Returns whether {@link assignOwnBuffers} gives the node's result its own buffer. */
export function hasOwnBuffer({ op, outputs }: OnnxNode, types: ValueTypes): boolean {
  return copyingOperators.has(op) && getByteSize(types.get(outputs[0]!)!) >= largeBytes;
}

/**
 * Returns a graph that computes the same, in which large values have buffers of their own.
 * @param runtimeScalar the name of a float32 input, [], that is always finite
 */
export function assignOwnBuffers(graph: OnnxGraph, runtimeScalar: string): OnnxGraph {
  const types = inferShapes(graph);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const constants = new Map<string, OnnxTensor>();
  const keep = (tensor: OnnxTensor) => constants.set(tensor.name, tensor) && tensor.name;
  const ints = (values: readonly number[]) => keep(createInt64s(`shape ${values.join()}`, values));
  const ranks = new Set<number>();

  const nodes = graph.nodes.flatMap((node) => {
    const [output] = node.outputs as [string];
    if (outputs.has(output) || !hasOwnBuffer(node, types)) return [node];
    const [first, ...rest] = node.inputs as [string, ...string[]];
    const rank = types.get(first)!.shape.length;
    ranks.add(rank);
    const [hidden, own] = [`${output}/hidden`, `${output}/own`];
    return [
      createReshape(first, getSameShapeName(rank), hidden),
      { ...node, name: own, inputs: [hidden, ...rest], outputs: [own] },
      createReshape(own, ints(types.get(output)!.shape), output),
    ];
  });
  if (ranks.size === 0) return graph;
  const none = keep({ name: 'none', type: 'float32', shape: [], data: new Uint8Array(4) });
  const zero = 'none at run time';
  const head: OnnxNode[] = [
    { op: 'Mul', name: `${zero}/float`, inputs: [runtimeScalar, none], outputs: [`${zero}/float`], attributes: {} },
    { op: 'Cast', name: zero, inputs: [`${zero}/float`], outputs: [zero], attributes: { to: { type: 'int64' } } },
    ...[...ranks].map((rank) => {
      const name = getSameShapeName(rank);
      return { op: 'Expand', name, inputs: [zero, ints([rank])], outputs: [name], attributes: {} };
    }),
  ];
  return { ...graph, nodes: [...head, ...nodes], initializers: [...graph.initializers, ...constants.values()] };
}

/** Returns the name of a list of `rank` zeros. For Reshape, a zero means the extent of the operand. */
function getSameShapeName(rank: number): string {
  return `same shape of ${rank}`;
}

function createReshape(operand: string, shape: string, output: string): OnnxNode {
  return { op: 'Reshape', name: `${output}/view`, inputs: [operand, shape], outputs: [output], attributes: {} };
}

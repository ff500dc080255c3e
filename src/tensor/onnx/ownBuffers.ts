import { getByteSize, inferShapes, type OnnxTensorType } from './inferShapes';
import type { OnnxGraph, OnnxNode, OnnxTensor } from './model';

/**
 * Large values get buffers of their own, which are free as soon as nobody reads the value any more. ONNX Runtime keeps a
 * buffer for the next value of the same type and shape, however far away that is; a backward pass repeats the shapes of
 * the forward pass, so that a step would hold them all. Only a value whose shape nobody knows beforehand is left out of
 * that: so an operand is reshaped to "as it is" by numbers that come with the run, and the result back to the shape that
 * it has. Both are views and cost nothing. Measured together with a plan of the memory (`npm run bench -- train-step`):
 * a third less for `lightweight`.
 */

const largeBytes = 2 * 2 ** 20;

/** Whose results are neither views nor may be written over an operand. */
const copyingOperators: ReadonlySet<string> = new Set([
  'Concat',
  'FusedMatMul',
  'Gather',
  'Gemm',
  'MatMul',
  'Transpose',
]);

export type ValueTypes = ReadonlyMap<string, OnnxTensorType>;

/** Whether {@link assignOwnBuffers} gives the node's result a buffer of its own. */
export function hasOwnBuffer({ op, outputs }: OnnxNode, types: ValueTypes): boolean {
  return copyingOperators.has(op) && getByteSize(types.get(outputs[0]!)!) >= largeBytes;
}

/**
 * The same graph to ONNX Runtime's eyes only.
 * @param runtimeScalar a float32 input of one finite number, []
 */
export function assignOwnBuffers(graph: OnnxGraph, runtimeScalar: string): OnnxGraph {
  const types = inferShapes(graph);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const constants = new Map<string, OnnxTensor>();
  const keep = (tensor: OnnxTensor) => constants.set(tensor.name, tensor) && tensor.name;
  const ints = (values: readonly number[]) => keep(wholeNumbers(`shape ${values.join()}`, values));
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

/** As many zeros: to Reshape, each means the extent that the operand has. */
function getSameShapeName(rank: number): string {
  return `same shape of ${rank}`;
}

function createReshape(operand: string, shape: string, output: string): OnnxNode {
  return { op: 'Reshape', name: `${output}/view`, inputs: [operand, shape], outputs: [output], attributes: {} };
}

function wholeNumbers(name: string, values: readonly number[]): OnnxTensor {
  const data = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return { name, type: 'int64', shape: [values.length], data };
}

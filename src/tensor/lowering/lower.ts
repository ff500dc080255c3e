import { type Graph, getName, getNode, type TensorType, type Value } from '../graph';
import type { OnnxBuilder, OnnxValue } from '../onnx/builder';
import type { LoweredValue } from '../operator';
import { getOperator } from '../ops/registry';
import type { MixedPrecision } from './mixedPrecision';
import { lowerings, type Target } from './target';

/** The names of values in the ONNX graph, by their id. */
export type Names = Map<number, OnnxValue>;

/**
 * Adds the nodes that compute `outputs` to `onnx`.
 * @param names must contain the inputs and parameters. The names of other values are added to it, except of values that
 *   are used as float16 only, which `mixed` stores
 * @returns the names of the outputs
 */
export function lower(
  onnx: OnnxBuilder,
  outputs: readonly Value[],
  names: Names,
  target: Target,
  mixed?: MixedPrecision,
): readonly OnnxValue[] {
  const graph = outputs[0]?.graph;
  if (!graph) return [];
  for (const id of collectAncestors(graph, outputs))
    if (!names.has(id) && !mixed?.isHalf(id)) lowerNode(onnx, graph, id, names, target, mixed);
  return outputs.map((output) => getFloat32Name(onnx, output.id, names, mixed));
}

function getFloat32Name(onnx: OnnxBuilder, id: number, names: Names, mixed: MixedPrecision | undefined): OnnxValue {
  const name = names.get(id) ?? mixed!.full(onnx, id);
  names.set(id, name);
  return name;
}

/** Returns the prefix of all ONNX nodes of a graph node: `conv2d#12/Gemm_34` belongs to node 12. */
export function formatNodeLabel(op: string, id: number): string {
  return `${op}#${id}/`;
}

function lowerNode(
  onnx: OnnxBuilder,
  graph: Graph,
  id: number,
  names: Names,
  target: Target,
  mixed: MixedPrecision | undefined,
): void {
  const node = graph.nodes[id]!;
  if (node.kind === 'constant') {
    names.set(id, onnx.constant(node.data, node.shape));
    return;
  }
  if (node.kind !== 'operator') throw new Error(`${node.kind} ${node.name} is not among the model's inputs`);
  const inHalf = mixed?.computesInHalf(graph, node) ?? false;
  // The lowerings of single devices are for float32 only.
  const lowering = (mixed ? undefined : lowerings[target][node.op]) ?? getOperator(node.op).lower;
  const output = { shape: node.shape, type: node.type };
  const name = onnx.withLabel(formatNodeLabel(node.op, id), () => {
    const inputs = node.inputs.map((id): LoweredValue => {
      const { shape, type } = graph.nodes[id]!;
      const isHalf = inHalf && type === 'float32';
      return {
        name: isHalf ? mixed!.castToHalf(onnx, id, names.get(id)) : getFloat32Name(onnx, id, names, mixed),
        shape,
        type,
      };
    });
    return lowering(onnx, { inputs, output, attributes: node.attributes });
  });
  if (inHalf && node.type === 'float32') mixed!.addHalf(id, name);
  else names.set(id, name);
}

/** Returns the ids of `values` and of all nodes that they depend on, each node after its inputs. */
export function collectAncestors(graph: Graph, values: readonly Value[]): readonly number[] {
  const reached = new Set<number>();
  const waiting = values.map((value) => value.id);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    const node = graph.nodes[id]!;
    if (node.kind === 'operator') waiting.push(...node.inputs);
  }
  return [...reached].sort((a, b) => a - b);
}

/** Declares the inputs (not the parameters) that `outputs` depend on as inputs of the ONNX graph. */
export function declareInputs(onnx: OnnxBuilder, outputs: readonly Value[], names: Names): readonly Value[] {
  const inputs = findSources(outputs, 'input');
  for (const input of inputs) names.set(input.id, onnx.input(getName(input), input.type, input.shape));
  return inputs;
}

/** Returns the inputs, or the parameters, that `outputs` depend on. */
export function findSources(outputs: readonly Value[], kind: 'input' | 'parameter'): readonly Value[] {
  const graph = outputs[0]?.graph;
  if (!graph) return [];
  const ids = collectAncestors(graph, outputs);
  return ids.map((id) => graph.value(id)).filter((value) => getNode(value).kind === kind);
}

/** Returns the shapes and element types of inputs or parameters by name. */
export function mapTypesByName(values: readonly Value[]): Readonly<Record<string, TensorType>> {
  return Object.fromEntries(values.map((value) => [getName(value), { shape: value.shape, type: value.type }]));
}

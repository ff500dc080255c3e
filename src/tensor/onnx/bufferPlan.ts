import { getByteSize, type OnnxTensorType } from './inferShapes';
import type { OnnxAttribute, OnnxGraph, OnnxNode } from './model';

/**
 * Estimates the memory that ONNX Runtime's CPU provider takes for the values of a graph, without its arena, by the
 * rules of its allocation planner:
 * - views share a buffer with their operand;
 * - element-wise nodes write over an operand that no later node reads;
 * - a buffer that is no longer needed is kept for the next value of exactly the same type and shape, unless its value
 *   has its own buffer (ownBuffers).
 * Inputs, outputs and constants are not counted.
 */

interface Buffer {
  /** Type and shape as text: a buffer can be reused for values with the same text. */
  readonly kind: string;
  readonly bytes: number;
  /** First and last position in the order of execution, both inclusive. */
  readonly from: number;
  to: number;
}

const viewOperators = new Set(['Reshape', 'Identity', 'Squeeze', 'Unsqueeze', 'Flatten']);
const overwritingOperators = new Set(
  'Abs Add Clip Cos Div Exp LeakyRelu Log Max Min Mul Neg Pow Relu Sigmoid Sign Sin Sqrt Sub Tanh'.split(' '),
);

/**
 * Returns the bytes of all buffers at the moment when they are largest.
 * @param hasOwnBuffer returns whether a node's result has a buffer that is not reused
 */
export function computePeakBytes(
  graph: OnnxGraph,
  types: ReadonlyMap<string, OnnxTensorType>,
  hasOwnBuffer: (node: OnnxNode) => boolean = () => false,
): number {
  const nodes = sortByExecution(graph);
  const changes = new Float64Array(nodes.length + 1);
  for (const { bytes, from, to } of planBuffers(graph, nodes, types, hasOwnBuffer)) {
    changes[from]! += bytes;
    changes[to + 1]! -= bytes;
  }
  let live = 0;
  return changes.reduce((peak, change) => {
    live += change;
    return Math.max(peak, live);
  }, 0);
}

/**
 * Returns the nodes in ONNX Runtime's order: depth first, starting from the nodes that no other node needs, last ones
 * first.
 */
export function sortByExecution({ nodes }: OnnxGraph): readonly OnnxNode[] {
  const producers = new Map(nodes.flatMap(({ outputs }, index) => outputs.map((name) => [name, index] as const)));
  const needed = nodes.map((node) => {
    const found = listReads(node).flatMap((name) => producers.get(name) ?? []);
    return [...new Set(found)].sort((a, b) => a - b);
  });
  const required = new Set(needed.flat());
  const stack = nodes.flatMap((_, index) => (required.has(index) ? [] : [{ index, isReady: false }]));
  const seen = new Set<number>();
  const order: OnnxNode[] = [];
  for (let top = stack.pop(); top; top = stack.pop()) {
    if (top.isReady) order.push(nodes[top.index]!);
    else if (!seen.has(top.index)) {
      seen.add(top.index);
      stack.push({ index: top.index, isReady: true });
      for (const index of needed[top.index]!) if (!seen.has(index)) stack.push({ index, isReady: false });
    }
  }
  return order;
}

/** Returns the names that a node reads, including names of the surrounding graph that its bodies read. */
function listReads({ inputs, attributes }: OnnxNode): readonly string[] {
  return [...inputs, ...Object.values(attributes).flatMap((attribute) => listOuterReads(getBody(attribute)))];
}

function getBody(attribute: OnnxAttribute): OnnxGraph | undefined {
  return typeof attribute === 'object' && 'graph' in attribute ? attribute.graph : undefined;
}

function listOuterReads(body: OnnxGraph | undefined): readonly string[] {
  if (!body) return [];
  const own = new Set([...body.inputs, ...body.initializers].map(({ name }) => name));
  for (const { outputs } of body.nodes) for (const name of outputs) own.add(name);
  const read = [...body.nodes.flatMap(listReads), ...body.outputs.map(({ name }) => name)];
  return read.filter((name) => !own.has(name));
}

function planBuffers(
  graph: OnnxGraph,
  nodes: readonly OnnxNode[],
  types: ReadonlyMap<string, OnnxTensorType>,
  hasOwnBuffer: (node: OnnxNode) => boolean,
): readonly Buffer[] {
  const storage = createStorageLookup(nodes);
  const external = new Set([...graph.inputs, ...graph.initializers, ...graph.outputs].map(({ name }) => storage(name)));
  const lastUse = new Map<string, number>();
  const touched = nodes.map((node) => [...new Set([...listReads(node), ...node.outputs].map(storage))]);
  touched.forEach((names, at) => {
    for (const name of names) lastUse.set(name, at);
  });

  const buffers: Buffer[] = [];
  const bufferByStorage = new Map<string, Buffer>();
  let idle: Buffer[] = [];
  const describeType = (name: string) => {
    const type = types.get(name);
    return type && `${type.type} ${type.shape.join()}`;
  };
  const takeOperandBuffer = (node: OnnxNode, at: number, kind: string): Buffer | undefined => {
    if (!overwritingOperators.has(node.op)) return undefined;
    const operand = node.inputs.find((name) => lastUse.get(storage(name)) === at && describeType(name) === kind);
    const buffer = operand === undefined ? undefined : bufferByStorage.get(storage(operand));
    if (buffer) bufferByStorage.delete(storage(operand!));
    return buffer;
  };
  const takeIdleBuffer = (kind: string): Buffer | undefined => {
    const found = idle.find((buffer) => buffer.kind === kind);
    idle = idle.filter((buffer) => buffer !== found);
    return found;
  };
  nodes.forEach((node, at) => {
    for (const output of viewOperators.has(node.op) ? [] : node.outputs) {
      const kind = describeType(output);
      if (kind === undefined || external.has(storage(output))) continue;
      const isOwn = hasOwnBuffer(node);
      const known = isOwn ? undefined : (takeOperandBuffer(node, at, kind) ?? takeIdleBuffer(kind));
      const buffer = known ?? {
        kind: isOwn ? `only ${output}` : kind,
        bytes: getByteSize(types.get(output)!),
        from: at,
        to: at,
      };
      if (!known) buffers.push(buffer);
      buffer.to = Math.max(buffer.to, lastUse.get(storage(output))!);
      bufferByStorage.set(storage(output), buffer);
    }
    for (const name of touched[at]!) {
      const buffer = lastUse.get(name) === at ? bufferByStorage.get(name) : undefined;
      if (buffer) idle.unshift(buffer);
      if (buffer) bufferByStorage.delete(name);
    }
  });
  return buffers;
}

/** Returns a function that maps each name to the value whose memory it uses. */
function createStorageLookup(nodes: readonly OnnxNode[]): (name: string) => string {
  const viewed = new Map(
    nodes.flatMap(({ op, inputs, outputs }) => (viewOperators.has(op) ? [[outputs[0]!, inputs[0]!]] : [])),
  );
  return (name) => {
    let source = name;
    for (let next = viewed.get(source); next !== undefined; next = viewed.get(source)) source = next;
    return source;
  };
}

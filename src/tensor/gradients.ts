import { type Graph, getNode, type Value } from './graph';
import { add } from './ops/broadcasting';
import { getOperator } from './ops/registry';
import { countElements, formatShape } from './shapes';

/**
 * Adds the backward pass to the graph, by reverse-mode differentiation. Nodes that are not between `wrt` and the loss
 * get no gradients.
 * @param loss float32, one element
 * @returns the gradient of `loss` with respect to each value of `wrt`, in their order
 * @throws Error if the loss does not depend on one of them
 */
export function gradients(loss: Value, wrt: readonly Value[]): readonly Value[] {
  const { graph } = loss;
  if (countElements(loss.shape) !== 1 || loss.type !== 'float32')
    throw new Error(`a loss must be one number, not ${formatShape(loss.shape)}`);
  const relevant = collectDependents(graph, wrt, loss.id);
  const found = new Map<number, Value>([[loss.id, graph.constant(new Float32Array([1]), loss.shape)]]);
  for (let id = loss.id; id >= 0; id--) {
    const node = graph.nodes[id]!;
    const dy = found.get(id);
    if (!dy || node.kind !== 'operator' || !relevant.has(id)) continue;
    const inputs = node.inputs.map((input) => graph.value(input));
    const rule = getOperator(node.op);
    const given = rule.gradient?.({ inputs, output: graph.value(id), attributes: node.attributes }, dy) ?? [];
    given.forEach((gradient, index) => {
      const input = node.inputs[index]!;
      if (!gradient || !relevant.has(input)) return;
      const before = found.get(input);
      found.set(input, before ? add(before, gradient) : gradient);
    });
  }
  return wrt.map((value) => found.get(value.id) ?? throwUnreached(value));
}

/** Returns the ids, up to `last`, of `sources` and of all nodes that depend on them. */
function collectDependents(graph: Graph, sources: readonly Value[], last: number): ReadonlySet<number> {
  const reached = new Set(sources.map((source) => source.id));
  for (let id = 0; id <= last; id++) {
    const node = graph.nodes[id]!;
    if (node.kind === 'operator' && node.inputs.some((input) => reached.has(input))) reached.add(id);
  }
  return reached;
}

function throwUnreached(value: Value): never {
  const node = getNode(value);
  const name = node.kind === 'operator' ? node.op : node.kind === 'constant' ? 'a constant' : node.name;
  throw new Error(`the loss does not depend on ${name}`);
}

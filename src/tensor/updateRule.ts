import { Graph, type Shape, type Value } from './graph';
import { collectAncestors } from './lowering/lower';
import { add, clamp, multiply, subtract } from './ops/broadcasting';
import type { Optimizer } from './optimizers/optimizer';

/** How one parameter is updated: how its gradient is prepared, and the optimizer's rule. */
export interface UpdateRule {
  readonly optimizer: Optimizer;
  /** Applied to the {@link Optimizer.weightDecayTarget}. */
  readonly weightDecay: number;
  /** Whether the gradient is multiplied by a factor that the step computes. */
  readonly isScaled: boolean;
  /** Largest magnitude of an element of the gradient after scaling; elements beyond it are clipped. */
  readonly clipValue?: number;
}

/** An update rule as a graph over tensors of one shape. */
export interface UpdateGraph {
  /** [] */
  readonly learningRate: Value;
  /** [], the number of updates so far, this one included. */
  readonly step: Value;
  /** [], present if the rule has `isScaled`. */
  readonly scale?: Value;
  /** The inputs: `parameter`, `gradient` and the slots. */
  readonly sources: Readonly<Record<string, Value>>;
  /** The next values: `parameter` and the slots. */
  readonly results: Readonly<Record<string, Value>>;
  /** The values that depend on the scalars only, and so are the same for all chunks of a parameter. */
  readonly invariant: readonly Value[];
}

/** Builds the graph of a rule. @throws Error if the rule reads a state after its next value is written */
export function buildUpdateGraph(rule: UpdateRule, shape: Shape): UpdateGraph {
  const { optimizer, weightDecay } = rule;
  const graph = new Graph();
  const learningRate = graph.input('learningRate', []);
  const step = graph.input('step', []);
  const scale = rule.isScaled ? graph.input('scale', []) : undefined;
  const parameter = graph.input('parameter', shape);
  const gradient = graph.input('gradient', shape);
  const slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, graph.input(slot, shape)]));
  const decayed =
    weightDecay > 0 && optimizer.weightDecayTarget === 'parameter'
      ? multiply(parameter, subtract(1, multiply(learningRate, weightDecay)))
      : parameter;
  const prepared = prepareGradient(rule, { parameter, gradient, ...(scale ? { scale } : {}) });
  const next = optimizer.update({ parameter: decayed, gradient: prepared, slots, learningRate, step });
  const sources = { parameter, gradient, ...slots };
  const results = { parameter: next.parameter, ...next.slots };
  for (const [name, result] of Object.entries(results))
    requireReadBefore(sources[name as 'parameter'], result, results, optimizer.name);
  return {
    learningRate,
    step,
    ...(scale ? { scale } : {}),
    sources,
    results,
    invariant: findInvariantValues(graph, Object.values(sources), Object.values(results)),
  };
}

function prepareGradient(
  { optimizer, weightDecay, clipValue }: UpdateRule,
  { parameter, gradient, scale }: { parameter: Value; gradient: Value; scale?: Value },
): Value {
  const scaled = scale ? multiply(gradient, scale) : gradient;
  const clipped = clipValue === undefined ? scaled : clamp(scaled, -clipValue, clipValue);
  return weightDecay > 0 && optimizer.weightDecayTarget === 'gradient'
    ? add(clipped, multiply(parameter, weightDecay))
    : clipped;
}

function findInvariantValues(graph: Graph, varying: readonly Value[], results: readonly Value[]): readonly Value[] {
  const depends = new Set(varying.map((value) => value.id));
  const needed = collectAncestors(graph, results);
  for (const id of needed) {
    const node = graph.nodes[id]!;
    if (node.kind === 'operator' && node.inputs.some((input) => depends.has(input))) depends.add(id);
  }
  return needed.filter((id) => !depends.has(id) && graph.nodes[id]!.kind !== 'input').map((id) => graph.value(id));
}

/** The new value is written over the old one, so all nodes that read the old one must run before it is written. */
function requireReadBefore(old: Value, next: Value, results: Readonly<Record<string, Value>>, optimizer: string): void {
  const before = new Set(collectAncestors(old.graph, [next]));
  for (const id of collectAncestors(old.graph, Object.values(results))) {
    const node = old.graph.nodes[id]!;
    if (node.kind === 'operator' && node.inputs.includes(old.id) && !before.has(id))
      throw new Error(`${optimizer}: ${node.op} would read a state that has been overwritten`);
  }
}

import { Graph, type Shape, type Value } from '../graph';
import { OnnxBuilder, type OnnxValue } from '../onnx/builder';
import type { Optimizer } from '../optimizers/optimizer';
import { sizeOf } from '../shapes';
import { ancestors, lower, type Names } from './lower';
import type { Target } from './target';

/** The tensors of one parameter's update, by their names in the ONNX graph; all have its stored shape. */
export interface UpdateTensors {
  readonly parameter: OnnxValue;
  readonly gradient: OnnxValue;
  readonly slots: Readonly<Record<string, OnnxValue>>;
}

/** Scalars of a step. */
export interface UpdateScalars {
  readonly learningRate: OnnxValue;
  readonly step: OnnxValue;
}

/**
 * Elements that an update handles at a time on the CPU, so that its dozen passes over them stay in the processor's
 * caches instead of going to memory and back.
 */
const chunkElements = { least: 1 << 13, most: 1 << 15 };

/**
 * The shape in which a parameter and its slots are kept: [chunks, elements] where the target updates them chunk by
 * chunk, flat otherwise.
 */
export function storedShape(shape: Shape, target: Target): Shape {
  const size = sizeOf(shape);
  if (target === 'cpu' && size > chunkElements.most)
    for (let elements = chunkElements.most; elements >= chunkElements.least; elements--)
      if (size % elements === 0) return [size / elements, elements];
  return [size];
}

/**
 * Adds one parameter's update to `onnx`. The results, `parameter` and the slots by their names, may be written over the
 * tensors they replace.
 */
export function lowerUpdate(
  onnx: OnnxBuilder,
  optimizer: Optimizer,
  stored: Shape,
  tensors: UpdateTensors,
  scalars: UpdateScalars,
  target: Target,
): Readonly<Record<string, OnnxValue>> {
  const elements = stored.slice(-1);
  const update = updateGraph(optimizer, elements);
  const names: Names = new Map([
    [update.learningRate.id, scalars.learningRate],
    [update.step.id, scalars.step],
  ]);
  lower(onnx, update.invariant, names, target);
  const given: Readonly<Record<string, OnnxValue>> = {
    parameter: tensors.parameter,
    gradient: tensors.gradient,
    ...tensors.slots,
  };
  if (stored.length === 1) {
    for (const [name, value] of Object.entries(update.sources)) names.set(value.id, given[name]!);
    const results = lower(onnx, Object.values(update.results), names, target);
    return Object.fromEntries(Object.keys(update.results).map((name, index) => [name, results[index]!]));
  }
  return lowerScan(onnx, update, names, given, elements, target);
}

/** The update as ONNX' Scan over the chunks. Its input chunks are views, its output chunks are written in place. */
function lowerScan(
  onnx: OnnxBuilder,
  { sources, results }: UpdateGraph,
  outerNames: Names,
  given: Readonly<Record<string, OnnxValue>>,
  elements: Shape,
  target: Target,
): Readonly<Record<string, OnnxValue>> {
  const scope = `${onnx.fresh('update')}/`;
  const body = new OnnxBuilder('update', scope);
  const names: Names = new Map(outerNames);
  for (const [name, value] of Object.entries(sources))
    names.set(value.id, body.input(scope + name, 'float32', elements));
  const lowered = lower(body, Object.values(results), names, target);
  for (const value of lowered) body.output(value, 'float32', elements);
  const inputs = Object.keys(sources).map((name) => given[name]!);
  const outputs = Object.keys(results).map((name) => onnx.fresh(name));
  onnx.nodes('Scan', inputs, outputs, { body: { graph: body.graph() }, num_scan_inputs: inputs.length });
  return Object.fromEntries(Object.keys(results).map((name, index) => [name, outputs[index]!]));
}

/** An optimizer's rule as a graph over tensors of one shape. */
export interface UpdateGraph {
  readonly learningRate: Value;
  readonly step: Value;
  /** parameter, gradient and slots. */
  readonly sources: Readonly<Record<string, Value>>;
  /** parameter and slots. */
  readonly results: Readonly<Record<string, Value>>;
  /** Values that depend on the scalars alone: the same for all chunks. */
  readonly invariant: readonly Value[];
}

/** @throws Error when the rule reads a state after its next value is made. */
export function updateGraph(optimizer: Optimizer, shape: Shape): UpdateGraph {
  const graph = new Graph();
  const learningRate = graph.input('learningRate', []);
  const step = graph.input('step', []);
  const parameter = graph.input('parameter', shape);
  const gradient = graph.input('gradient', shape);
  const slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, graph.input(slot, shape)]));
  const next = optimizer.update({ parameter, gradient, slots, learningRate, step });
  const sources = { parameter, gradient, ...slots };
  const results = { parameter: next.parameter, ...next.slots };
  for (const [name, result] of Object.entries(results))
    requireReadBefore(sources[name as 'parameter'], result, results, optimizer.name);
  return {
    learningRate,
    step,
    sources,
    results,
    invariant: invariantOf(graph, Object.values(sources), Object.values(results)),
  };
}

function invariantOf(graph: Graph, varying: readonly Value[], results: readonly Value[]): readonly Value[] {
  const depends = new Set(varying.map((value) => value.id));
  const needed = ancestors(graph, results);
  for (const id of needed) {
    const node = graph.nodes[id]!;
    if (node.kind === 'operator' && node.inputs.some((input) => depends.has(input))) depends.add(id);
  }
  return needed.filter((id) => !depends.has(id) && graph.nodes[id]!.kind !== 'input').map((id) => graph.value(id));
}

/** The new value takes the memory of the old one, so whatever reads the old one must have run before it is written. */
function requireReadBefore(old: Value, next: Value, results: Readonly<Record<string, Value>>, optimizer: string): void {
  const before = new Set(ancestors(old.graph, [next]));
  for (const id of ancestors(old.graph, Object.values(results))) {
    const node = old.graph.nodes[id]!;
    if (node.kind === 'operator' && node.inputs.includes(old.id) && !before.has(id))
      throw new Error(`${optimizer}: ${node.op} would read a state that has been overwritten`);
  }
}

import type { Initializer, Shape } from '../graph';
import { OnnxBuilder, type OnnxValue } from '../onnx/builder';
import { countElements } from '../shapes';
import { buildUpdateGraph, type UpdateGraph, type UpdateRule } from '../updateRule';
import { lower, type Names } from './lower';
import type { Target } from './target';

/** A weight or one of its optimizer slots. */
export interface StateTensor {
  /** A parameter's name, or `<parameter>:<slot>`. The model's output of the next value is `<name>:next`. */
  readonly name: string;
  readonly kind: 'parameter' | 'slot';
  readonly shape: Shape;
  /** The shape of the model's input and output: the same elements. */
  readonly storedShape: Shape;
  readonly initializer: Initializer;
}

/** The tensors of one parameter's update, by their names in the ONNX graph; all have its stored shape. */
export interface UpdateTensors {
  readonly parameter: OnnxValue;
  readonly gradient: OnnxValue;
  readonly slots: Readonly<Record<string, OnnxValue>>;
}

/** Single numbers that an update goes by. */
export interface UpdateScalars {
  readonly learningRate: OnnxValue;
  readonly step: OnnxValue;
  /** Where the rule scales the gradient. */
  readonly scale?: OnnxValue;
}

/**
 * Elements that an update handles at a time on the CPU, so that its dozen passes over them stay in the processor's
 * caches instead of going to memory and back.
 */
const chunkElementRange = { least: 1 << 13, most: 1 << 15 };

/**
 * The shape in which a parameter and its slots are kept: [chunks, elements] where the target updates them chunk by
 * chunk, flat otherwise.
 */
export function chooseStoredShape(shape: Shape, target: Target): Shape {
  const size = countElements(shape);
  if (target === 'cpu' && size > chunkElementRange.most)
    for (let elements = chunkElementRange.most; elements >= chunkElementRange.least; elements--)
      if (size % elements === 0) return [size / elements, elements];
  return [size];
}

/**
 * Adds one parameter's update to `onnx`. The results, `parameter` and the slots by their names, may be written over the
 * tensors they replace.
 */
export function lowerUpdate(
  onnx: OnnxBuilder,
  rule: UpdateRule,
  stored: Shape,
  tensors: UpdateTensors,
  scalars: UpdateScalars,
  target: Target,
): Readonly<Record<string, OnnxValue>> {
  const elements = stored.slice(-1);
  const update = buildUpdateGraph(rule, elements);
  const names: Names = new Map([
    [update.learningRate.id, scalars.learningRate],
    [update.step.id, scalars.step],
  ]);
  if (update.scale) names.set(update.scale.id, scalars.scale!);
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
  const scope = `${onnx.createName('update')}/`;
  const body = new OnnxBuilder('update', scope);
  const names: Names = new Map(outerNames);
  for (const [name, value] of Object.entries(sources))
    names.set(value.id, body.input(scope + name, 'float32', elements));
  const lowered = lower(body, Object.values(results), names, target);
  for (const value of lowered) body.output(value, 'float32', elements);
  const inputs = Object.keys(sources).map((name) => given[name]!);
  const outputs = Object.keys(results).map((name) => onnx.createName(name));
  onnx.nodes('Scan', inputs, outputs, { body: { graph: body.graph() }, num_scan_inputs: inputs.length });
  return Object.fromEntries(Object.keys(results).map((name, index) => [name, outputs[index]!]));
}

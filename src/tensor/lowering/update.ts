import type { Initializer, Shape } from '../graph';
import { OnnxBuilder, type OnnxValue } from '../onnx/builder';
import { countElements } from '../shapes';
import { buildUpdateGraph, type UpdateGraph, type UpdateRule } from '../updateRule';
import { lower, type Names } from './lower';
import type { Target } from './target';

/** A weight or one of its optimizer slots. */
export interface StateTensor {
  /** The parameter's name, or `<parameter>:<slot>`. The output with the next value is called `<name>:next`. */
  readonly name: string;
  readonly kind: 'parameter' | 'slot';
  readonly shape: Shape;
  /** The shape of the model's input and output, with the same elements. */
  readonly storedShape: Shape;
  readonly initializer: Initializer;
}

/** Names in the ONNX graph of the tensors of one parameter's update. All have its stored shape. */
export interface UpdateTensors {
  readonly parameter: OnnxValue;
  readonly gradient: OnnxValue;
  readonly slots: Readonly<Record<string, OnnxValue>>;
}

/** Names in the ONNX graph of the scalars that an update reads. */
export interface UpdateScalars {
  readonly learningRate: OnnxValue;
  readonly step: OnnxValue;
  /** Present if the rule has `isScaled`. */
  readonly scale?: OnnxValue;
}

/**
 * Number of elements that the CPU updates at a time. An update passes over them about a dozen times, and with this
 * number they stay in the processor's caches.
 */
const chunkElementRange = { least: 1 << 13, most: 1 << 15 };

/**
 * Returns the shape in which a parameter and its slots are stored: [chunks, elements] if the target updates them chunk
 * by chunk, [elements] otherwise.
 */
export function chooseStoredShape(shape: Shape, target: Target): Shape {
  const size = countElements(shape);
  if (target === 'cpu' && size > chunkElementRange.most)
    for (let elements = chunkElementRange.most; elements >= chunkElementRange.least; elements--)
      if (size % elements === 0) return [size / elements, elements];
  return [size];
}

/**
 * Adds one parameter's update to `onnx`. Returns the names of the next `parameter` and slots, which may be written over
 * the tensors that they replace.
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

/** Adds the update as ONNX' Scan over the chunks. Scan reads its input chunks without copies and writes in place. */
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

import { gradients } from './gradients';
import { type Initializer, nameOf, nodeOf, type Shape, type TensorType, type Value } from './graph';
import { zeros } from './initializers';
import { declareInputs, lower, type Names, sourcesOf, typesByName } from './lowering/lower';
import type { Target } from './lowering/target';
import { lowerUpdate, storedShape } from './lowering/update';
import { OnnxBuilder, type OnnxValue } from './onnx/builder';
import type { OnnxGraph } from './onnx/model';
import { reshape } from './ops';
import type { Optimizer } from './optimizers/optimizer';

/** A whole training step as one ONNX model: losses, gradients, and the state's next values. */
export interface TrainingStep {
  readonly bytes: Uint8Array;
  /** What {@link bytes} hold, for who builds on it: tensor/loopedStep. */
  readonly onnx: OnnxGraph;
  /** What to feed each step, beside the state, {@link learningRateInput} and {@link stepInput}. */
  readonly inputs: Readonly<Record<string, TensorType>>;
  readonly state: readonly StateTensor[];
  /** Names of the numbers that a step reports. */
  readonly losses: readonly string[];
  readonly target: Target;
  readonly source: StepSource;
}

/** What `bytes` compute, for engines that interpret the differentiable graph instead. All values are of one graph. */
export interface StepSource {
  /** [] each, by the names in {@link TrainingStep.losses}. */
  readonly losses: Readonly<Record<string, Value>>;
  /** Parameters that the step changes; the others are frozen. */
  readonly trained: readonly Value[];
  /** What the optimizer is handed for each of `trained`. */
  readonly gradients: readonly Value[];
  readonly optimizer: Optimizer;
}

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

export interface TrainingStepOptions {
  /** What is minimised: a float32 value of one element. */
  readonly loss: Value;
  /** Single numbers to report, by name; reported as they are before the update. */
  readonly losses: Readonly<Record<string, Value>>;
  readonly optimizer: Optimizer;
  /** Default: every parameter that the loss depends on. The others are frozen. */
  readonly trainable?: (name: string) => boolean;
  readonly target?: Target;
}

/** The first output, which holds nothing: runtime/session tells what it is for. */
export const inPlaceMarker = 'inPlace';
export const learningRateInput = 'learningRate';
export const stepInput = 'step';

/** The name of the output that replaces the state `name`. */
export function nextName(name: string): string {
  return `${name}:next`;
}

/**
 * Builds the step. The next state may be written over the old one: nothing is updated before all losses and gradients
 * are there, because the updates depend on a number that is made from all of them.
 */
export function buildTrainingStep({
  loss,
  losses,
  optimizer,
  trainable = () => true,
  target = 'cpu',
}: TrainingStepOptions): TrainingStep {
  const onnx = new OnnxBuilder('trainingStep');
  onnx.emptySequenceOutput(inPlaceMarker);
  const names: Names = new Map();
  const reported = Object.values(losses).map((value) => reshape(value, []));
  const parameters = sourcesOf([loss, ...reported], 'parameter');
  const trained = sourcesOf([loss], 'parameter').filter((parameter) => trainable(nameOf(parameter)));
  const inputs = declareInputs(onnx, [loss, ...reported], names);
  const learningRate = onnx.input(learningRateInput, 'float32', []);
  const step = onnx.input(stepInput, 'float32', []);
  const weights = parameters.map((parameter) => declareParameter(onnx, parameter, names, target));

  const slopes = gradients(loss, trained);
  const results = lower(onnx, [...reported, ...slopes], names, target);
  Object.keys(losses).forEach((name, index) => {
    onnx.output(results[index]!, 'float32', [], name);
  });
  const scalars = { learningRate: afterAll(onnx, results, learningRate), step };
  const slots = trained.flatMap((parameter, index) => {
    const weight = weights[parameters.indexOf(parameter)]!;
    const gradient = onnx.node('Reshape', [results[reported.length + index]!, onnx.ints(weight.storedShape)]);
    return lowerParameterUpdate(onnx, optimizer, weight, gradient, scalars, target);
  });
  return {
    bytes: onnx.bytes(),
    onnx: onnx.graph(),
    inputs: typesByName(inputs),
    state: [...weights, ...slots],
    losses: Object.keys(losses),
    target,
    source: {
      losses: Object.fromEntries(Object.keys(losses).map((name, index) => [name, reported[index]!])),
      trained,
      gradients: slopes,
      optimizer,
    },
  };
}

function declareParameter(onnx: OnnxBuilder, parameter: Value, names: Names, target: Target): StateTensor {
  const node = nodeOf(parameter);
  if (node.kind !== 'parameter') throw new Error(`${nameOf(parameter)} is not a parameter`);
  const stored = storedShape(parameter.shape, target);
  const input = onnx.input(node.name, 'float32', stored);
  names.set(parameter.id, onnx.node('Reshape', [input, onnx.ints(parameter.shape)]));
  return {
    name: node.name,
    kind: 'parameter',
    shape: parameter.shape,
    storedShape: stored,
    initializer: node.initializer,
  };
}

/** Declares the slots and the outputs of one parameter; returns the slots. */
function lowerParameterUpdate(
  onnx: OnnxBuilder,
  optimizer: Optimizer,
  weight: StateTensor,
  gradient: OnnxValue,
  scalars: { learningRate: OnnxValue; step: OnnxValue },
  target: Target,
): readonly StateTensor[] {
  const { shape, storedShape: stored } = weight;
  const slots = optimizer.slots.map(
    (slot): StateTensor => ({
      name: `${weight.name}:${slot}`,
      kind: 'slot',
      shape,
      storedShape: stored,
      initializer: zeros,
    }),
  );
  const slotInputs = Object.fromEntries(
    optimizer.slots.map((slot, index) => [slot, onnx.input(slots[index]!.name, 'float32', stored)]),
  );
  const tensors = { parameter: weight.name, gradient, slots: slotInputs };
  const next = lowerUpdate(onnx, optimizer, stored, tensors, scalars, target);
  for (const [name, value] of Object.entries(next)) {
    const state = name === 'parameter' ? weight.name : `${weight.name}:${name}`;
    onnx.output(value, 'float32', stored, nextName(state));
  }
  return slots;
}

/**
 * `scalar`, but not before all of `values` are there. It is zero where one of their first elements is not finite, so
 * that such a step leaves the weights (though not the optimizer's slots) alone.
 */
function afterAll(onnx: OnnxBuilder, values: readonly OnnxValue[], scalar: OnnxValue): OnnxValue {
  const firsts = values.map((value) => {
    const flat = onnx.node('Reshape', [value, onnx.ints([-1])]);
    return onnx.node('Slice', [flat, onnx.ints([0]), onnx.ints([1]), onnx.ints([0])]);
  });
  const sum = onnx.node('ReduceSum', [onnx.node('Concat', firsts, { axis: 0 })], { keepdims: 0 });
  const finite = onnx.node('Equal', [onnx.node('Sub', [sum, sum]), onnx.scalar(0)]);
  return onnx.node('Where', [finite, scalar, onnx.scalar(0)]);
}

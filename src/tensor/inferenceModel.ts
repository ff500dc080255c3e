import { nameOf, type TensorType, type Value } from './graph';
import { declareInputs, lower, type Names, sourcesOf, typesByName } from './lowering/lower';
import type { Target } from './lowering/target';
import { OnnxBuilder } from './onnx/builder';

/** A forward graph as an ONNX model. */
export interface InferenceModel {
  readonly bytes: Uint8Array;
  readonly inputs: Readonly<Record<string, TensorType>>;
  /** Weights that each run must be fed; none where they are part of the model. */
  readonly parameters: Readonly<Record<string, TensorType>>;
  readonly outputs: Readonly<Record<string, TensorType>>;
  readonly target: Target;
}

export interface InferenceOptions {
  readonly target?: Target;
  /**
   * Weights by parameter name that become part of the model: faster products, but a copy, and under 2 GiB. Without them
   * the model takes its weights on each run, e.g. those of a training session.
   */
  readonly weights?: ReadonlyMap<string, Float32Array>;
}

/** Lowers what `outputs` need to a model of its own. @throws Error when a weight is missing or has the wrong size. */
export function buildInference(
  outputs: Readonly<Record<string, Value>>,
  { target = 'cpu', weights }: InferenceOptions = {},
): InferenceModel {
  const onnx = new OnnxBuilder('inference');
  const names: Names = new Map();
  const values = Object.values(outputs);
  const inputs = declareInputs(onnx, values, names);
  const parameters = sourcesOf(values, 'parameter');
  for (const parameter of parameters) {
    const name = nameOf(parameter);
    names.set(
      parameter.id,
      weights
        ? onnx.constant(weightOf(weights, name, parameter), parameter.shape, name)
        : onnx.input(name, 'float32', parameter.shape),
    );
  }
  const lowered = lower(onnx, values, names, target);
  Object.entries(outputs).forEach(([name, value], index) => {
    onnx.output(lowered[index]!, value.type, value.shape, name);
  });
  return {
    bytes: onnx.bytes(),
    inputs: typesByName(inputs),
    parameters: weights ? {} : typesByName(parameters),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { shape, type }]) => [name, { shape, type }])),
    target,
  };
}

function weightOf(weights: ReadonlyMap<string, Float32Array>, name: string, { shape }: Value): Float32Array {
  const weight = weights.get(name);
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (!weight) throw new Error(`there is no weight ${name}`);
  if (weight.length !== size)
    throw new Error(`weight ${name} has ${weight.length} elements, not [${shape.join(', ')}]`);
  return weight;
}

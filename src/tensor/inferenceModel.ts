import { getName, type TensorType, type Value } from './graph';
import { declareInputs, findSources, lower, mapTypesByName, type Names } from './lowering/lower';
import { MixedPrecision } from './lowering/mixedPrecision';
import type { Target } from './lowering/target';
import { OnnxBuilder } from './onnx/builder';
import { encodeFloat16 } from './onnx/float16';
import { encodeModel } from './onnx/model';
import { convertToOpset12, opset12 } from './onnx/opset12';

/** A forward graph as an ONNX model. */
export interface InferenceModel {
  readonly bytes: Uint8Array;
  readonly inputs: Readonly<Record<string, TensorType>>;
  /** The weights that each run must be fed. Empty if they are part of the model. */
  readonly parameters: Readonly<Record<string, TensorType>>;
  readonly outputs: Readonly<Record<string, TensorType>>;
  readonly target: Target;
}

export interface InferenceOptions {
  readonly target?: Target;
  /**
   * Weights by parameter name that become part of the model: this makes products faster, but copies the weights and is
   * limited to 2 GiB. Without them, each run is fed the weights, for example those of a training session.
   */
  readonly weights?: ReadonlyMap<string, Float32Array>;
  /**
   * With `float16`, weights are stored and multiplied as float16: half the file size. Inputs and outputs do not
   * change.
   */
  readonly precision?: 'float32' | 'float16';
  /** For files that other programs read: uses the operators of {@link opset12} and stores the metadata. */
  readonly portable?: { readonly metadata: Readonly<Record<string, string>> };
}

/** Builds a model that computes `outputs`. @throws Error if a weight is missing or has the wrong size */
export function buildInference(
  outputs: Readonly<Record<string, Value>>,
  { target = 'cpu', weights, precision = 'float32', portable }: InferenceOptions = {},
): InferenceModel {
  const onnx = new OnnxBuilder('inference');
  const names: Names = new Map();
  const halves = precision === 'float16' ? new MixedPrecision() : undefined;
  const values = Object.values(outputs);
  const inputs = declareInputs(onnx, values, names);
  const parameters = findSources(values, 'parameter');
  for (const parameter of parameters) {
    const name = getName(parameter);
    const { id, shape } = parameter;
    if (!weights) names.set(id, onnx.input(name, 'float32', shape));
    else if (halves) halves.addHalf(id, onnx.constant(encodeFloat16(getWeight(weights, name, parameter)), shape, name));
    else names.set(id, onnx.constant(getWeight(weights, name, parameter), shape, name));
  }
  const lowered = lower(onnx, values, names, target, halves);
  Object.entries(outputs).forEach(([name, value], index) => {
    onnx.output(lowered[index]!, value.type, value.shape, name);
  });
  return {
    bytes: portable ? encodeModel(convertToOpset12(onnx.graph()), { version: opset12, ...portable }) : onnx.bytes(),
    inputs: mapTypesByName(inputs),
    parameters: weights ? {} : mapTypesByName(parameters),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { shape, type }]) => [name, { shape, type }])),
    target,
  };
}

function getWeight(weights: ReadonlyMap<string, Float32Array>, name: string, { shape }: Value): Float32Array {
  const weight = weights.get(name);
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (!weight) throw new Error(`there is no weight ${name}`);
  if (weight.length !== size)
    throw new Error(`weight ${name} has ${weight.length} elements, not [${shape.join(', ')}]`);
  return weight;
}

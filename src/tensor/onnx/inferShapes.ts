import { broadcastShapes, countElements, formatShape, reduceShape, resolveAxis } from '../shapes';
import { type OnnxAttribute, type OnnxGraph, type OnnxNode, type OnnxType, readInt64s } from './model';

/** Element type and shape of a value. */
export interface OnnxTensorType {
  readonly type: OnnxType;
  readonly shape: readonly number[];
}

/** The input of a shape rule. */
interface Call {
  readonly inputs: readonly OnnxTensorType[];
  readonly attributes: OnnxNode['attributes'];
  /** Returns the integers of an input that is a constant, or undefined if the node has no such input. */
  constant(input: number): readonly number[] | undefined;
}

type Rule = (call: Call) => OnnxTensorType;

const inferSame: Rule = ({ inputs }) => inputs[0]!;

const inferBroadcast: Rule = ({ inputs }) => ({
  type: inputs[0]!.type,
  shape: inputs.map(({ shape }) => shape).reduce(requireBroadcastShape),
});

const inferComparison: Rule = (call) => ({ ...inferBroadcast(call), type: 'bool' });

const inferRandom: Rule = ({ attributes }) => ({ type: 'float32', shape: readIntegers(attributes.shape) });

/** The shape rules of the ONNX standard, for the operators that tensor/lowering writes. */
const rules: ReadonlyMap<string, Rule> = new Map([
  ...listRules('Abs Exp Identity LeakyRelu Log Neg Relu Sigmoid Sign Softplus Sqrt Tanh', inferSame),
  ...listRules('Add Div Max Min Mul Pow Sub', inferBroadcast),
  ...listRules('Equal Greater GreaterOrEqual Less LessOrEqual', inferComparison),
  ...listRules('RandomNormal RandomUniform', inferRandom),
  ...listRules('Reshape', ({ inputs: [x], constant }) => {
    const shape = constant(1)!;
    const known = countElements(shape.filter((extent) => extent >= 0));
    return { type: x!.type, shape: shape.map((extent) => (extent < 0 ? countElements(x!.shape) / known : extent)) };
  }),
  ...listRules('Cast', ({ inputs, attributes }) => ({ type: readType(attributes.to), shape: inputs[0]!.shape })),
  ...listRules('Where', (call) => ({ ...inferBroadcast(call), type: call.inputs[1]!.type })),
  ...listRules('Expand', ({ inputs: [x], constant }) => ({
    type: x!.type,
    shape: requireBroadcastShape(x!.shape, constant(1)!),
  })),
  ...listRules('Transpose', ({ inputs: [x], attributes }) => ({
    type: x!.type,
    shape: readIntegers(attributes.perm).map((axis) => x!.shape[axis]!),
  })),
  ...listRules('Concat', ({ inputs, attributes }) => {
    const axis = resolveAxis(readInteger(attributes.axis), inputs[0]!.shape.length);
    const total = inputs.reduce((sum, { shape }) => sum + shape[axis]!, 0);
    return { type: inputs[0]!.type, shape: inputs[0]!.shape.with(axis, total) };
  }),
  ...listRules('Gather', ({ inputs: [x, indices], attributes }) => {
    const axis = resolveAxis(readInteger(attributes.axis), x!.shape.length);
    return { type: x!.type, shape: x!.shape.toSpliced(axis, 1, ...indices!.shape) };
  }),
  ...listRules('Slice', ({ inputs: [x], constant }) => {
    const shape = [...x!.shape];
    const [starts, ends] = [constant(1)!, constant(2)!];
    for (const [i, axis] of constant(3)!.entries()) shape[axis] = Math.min(ends[i]!, shape[axis]!) - starts[i]!;
    return { type: x!.type, shape };
  }),
  ...listRules('Pad', ({ inputs: [x], constant }) => {
    const pads = constant(1)!;
    const padded = x!.shape.map((extent, axis) => pads[axis]! + extent + pads[x!.shape.length + axis]!);
    return { type: x!.type, shape: padded };
  }),
  ...listRules('ReduceMax ReduceSum ReduceSumSquare', ({ inputs: [x], attributes, constant }) => {
    const axes = constant(1) ?? [...x!.shape.keys()];
    return { type: x!.type, shape: reduceShape(x!.shape, axes, readInteger(attributes.keepdims) === 1) };
  }),
  ...listRules('Gemm', ({ inputs: [a, b], attributes: { transA = 0, transB = 0 } }) => ({
    type: a!.type,
    shape: [a!.shape[transA ? 1 : 0]!, b!.shape[transB ? 0 : 1]!],
  })),
  ...listRules('FusedMatMul MatMul', ({ inputs: [a, b], attributes: { transA = 0, transB = 0 } }) => ({
    type: a!.type,
    shape: [
      ...requireBroadcastShape(a!.shape.slice(0, -2), b!.shape.slice(0, -2)),
      a!.shape.at(transA ? -1 : -2)!,
      b!.shape.at(transB ? -2 : -1)!,
    ],
  })),
  ...listRules('Conv', ({ inputs: [x, kernel], attributes: { strides, dilations, pads } }) => {
    const along = (axis: number) => {
      const window = (kernel!.shape[2 + axis]! - 1) * (readIntegers(dilations)[axis] ?? 1) + 1;
      const padded = x!.shape[2 + axis]! + readIntegers(pads)[axis]! + readIntegers(pads)[2 + axis]!;
      return Math.floor((padded - window) / (readIntegers(strides)[axis] ?? 1)) + 1;
    };
    return { type: x!.type, shape: [x!.shape[0]!, kernel!.shape[0]!, along(0), along(1)] };
  }),
  ...listRules('ConvTranspose', ({ inputs: [x, kernel], attributes: { strides, pads, output_padding: more } }) => {
    const along = (axis: number) => {
      const whole = (x!.shape[2 + axis]! - 1) * readIntegers(strides)[axis]! + kernel!.shape[2 + axis]!;
      return whole + readIntegers(more)[axis]! - readIntegers(pads)[axis]! - readIntegers(pads)[2 + axis]!;
    };
    return { type: x!.type, shape: [x!.shape[0]!, kernel!.shape[1]!, along(0), along(1)] };
  }),
]);

/** Operators without a shape rule: their results are the state of a training, or nothing. */
const operatorsWithoutShapes: readonly string[] = ['If', 'Scan', 'SequenceEmpty'];

/**
 * Returns types and shapes of all values of a graph that tensor/lowering has written and whose inputs have fixed
 * shapes.
 * @throws Error if an operator has no shape rule
 */
export function inferShapes(graph: OnnxGraph): ReadonlyMap<string, OnnxTensorType> {
  const constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const types = new Map<string, OnnxTensorType>(constants);
  for (const { name, type, shape } of graph.inputs) types.set(name, { type, shape } as OnnxTensorType);
  for (const node of graph.nodes) {
    if (operatorsWithoutShapes.includes(node.op)) continue;
    const rule = rules.get(node.op);
    if (!rule) throw new Error(`there is no shape rule for ${node.op}`);
    const result = rule({
      inputs: node.inputs.map((name) => types.get(name)!),
      attributes: node.attributes,
      constant: (input) => {
        const tensor = constants.get(node.inputs[input] ?? '');
        return tensor && readInt64s(tensor);
      },
    });
    types.set(node.outputs[0]!, result);
  }
  return types;
}

const bytesPerElement: Readonly<Record<OnnxType, number>> = {
  float32: 4,
  float16: 2,
  int32: 4,
  int64: 8,
  int8: 1,
  uint8: 1,
  bool: 1,
};

export function getByteSize({ type, shape }: OnnxTensorType): number {
  return bytesPerElement[type] * countElements(shape);
}

function listRules(ops: string, rule: Rule): [string, Rule][] {
  return ops.split(' ').map((op) => [op, rule]);
}

function requireBroadcastShape(a: readonly number[], b: readonly number[]): readonly number[] {
  const shape = broadcastShapes(a, b);
  if (!shape) throw new Error(`${formatShape(a)} and ${formatShape(b)} do not broadcast`);
  return shape;
}

function readInteger(attribute: OnnxAttribute | undefined): number {
  if (typeof attribute !== 'number') throw new Error('a whole number is missing');
  return attribute;
}

function readIntegers(attribute: OnnxAttribute | undefined): readonly number[] {
  return Array.isArray(attribute) ? attribute : [];
}

function readType(attribute: OnnxAttribute | undefined): OnnxType {
  if (typeof attribute !== 'object' || !('type' in attribute)) throw new Error('a type is missing');
  return attribute.type;
}

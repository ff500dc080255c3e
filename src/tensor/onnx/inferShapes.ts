import { broadcastShapes, formatShape, reducedShape, resolveAxis, sizeOf } from '../shapes';
import type { OnnxAttribute, OnnxGraph, OnnxNode, OnnxTensor, OnnxType } from './model';

/** Element type and extents of a value. */
export interface OnnxTensorType {
  readonly type: OnnxType;
  readonly shape: readonly number[];
}

/** What a rule sees of a node. */
interface Call {
  readonly inputs: readonly OnnxTensorType[];
  readonly attributes: OnnxNode['attributes'];
  /** The whole numbers of an input that is a constant; undefined where the node has no such input. */
  constant(input: number): readonly number[] | undefined;
}

type Rule = (call: Call) => OnnxTensorType;

const like: Rule = ({ inputs }) => inputs[0]!;

const broadcast: Rule = ({ inputs }) => ({
  type: inputs[0]!.type,
  shape: inputs.map(({ shape }) => shape).reduce(together),
});

const comparison: Rule = (call) => ({ ...broadcast(call), type: 'bool' });

const random: Rule = ({ attributes }) => ({ type: 'float32', shape: ints(attributes.shape) });

/** The standard's shape rules, of the operators that tensor/lowering writes. */
const rules: ReadonlyMap<string, Rule> = new Map([
  ...named('Abs Exp Identity LeakyRelu Log Neg Relu Sigmoid Sign Softplus Sqrt Tanh', like),
  ...named('Add Div Max Min Mul Pow Sub', broadcast),
  ...named('Equal Greater GreaterOrEqual Less LessOrEqual', comparison),
  ...named('RandomNormal RandomUniform', random),
  ...named('Reshape', ({ inputs: [x], constant }) => {
    const shape = constant(1)!;
    const known = sizeOf(shape.filter((extent) => extent >= 0));
    return { type: x!.type, shape: shape.map((extent) => (extent < 0 ? sizeOf(x!.shape) / known : extent)) };
  }),
  ...named('Cast', ({ inputs, attributes }) => ({ type: typeOf(attributes.to), shape: inputs[0]!.shape })),
  ...named('Where', (call) => ({ ...broadcast(call), type: call.inputs[1]!.type })),
  ...named('Expand', ({ inputs: [x], constant }) => ({ type: x!.type, shape: together(x!.shape, constant(1)!) })),
  ...named('Transpose', ({ inputs: [x], attributes }) => ({
    type: x!.type,
    shape: ints(attributes.perm).map((axis) => x!.shape[axis]!),
  })),
  ...named('Concat', ({ inputs, attributes }) => {
    const axis = resolveAxis(int(attributes.axis), inputs[0]!.shape.length);
    const total = inputs.reduce((sum, { shape }) => sum + shape[axis]!, 0);
    return { type: inputs[0]!.type, shape: inputs[0]!.shape.with(axis, total) };
  }),
  ...named('Gather', ({ inputs: [x, indices], attributes }) => {
    const axis = resolveAxis(int(attributes.axis), x!.shape.length);
    return { type: x!.type, shape: x!.shape.toSpliced(axis, 1, ...indices!.shape) };
  }),
  ...named('Slice', ({ inputs: [x], constant }) => {
    const shape = [...x!.shape];
    const [starts, ends] = [constant(1)!, constant(2)!];
    for (const [i, axis] of constant(3)!.entries()) shape[axis] = Math.min(ends[i]!, shape[axis]!) - starts[i]!;
    return { type: x!.type, shape };
  }),
  ...named('Pad', ({ inputs: [x], constant }) => {
    const pads = constant(1)!;
    const padded = x!.shape.map((extent, axis) => pads[axis]! + extent + pads[x!.shape.length + axis]!);
    return { type: x!.type, shape: padded };
  }),
  ...named('ReduceMax ReduceSum ReduceSumSquare', ({ inputs: [x], attributes, constant }) => {
    const axes = constant(1) ?? [...x!.shape.keys()];
    return { type: x!.type, shape: reducedShape(x!.shape, axes, int(attributes.keepdims) === 1) };
  }),
  ...named('Gemm', ({ inputs: [a, b], attributes: { transA = 0, transB = 0 } }) => ({
    type: a!.type,
    shape: [a!.shape[transA ? 1 : 0]!, b!.shape[transB ? 0 : 1]!],
  })),
  ...named('FusedMatMul MatMul', ({ inputs: [a, b], attributes: { transA = 0, transB = 0 } }) => ({
    type: a!.type,
    shape: [
      ...together(a!.shape.slice(0, -2), b!.shape.slice(0, -2)),
      a!.shape.at(transA ? -1 : -2)!,
      b!.shape.at(transB ? -2 : -1)!,
    ],
  })),
  ...named('Conv', ({ inputs: [x, kernel], attributes: { strides, dilations, pads } }) => {
    const along = (axis: number) => {
      const window = (kernel!.shape[2 + axis]! - 1) * (ints(dilations)[axis] ?? 1) + 1;
      const padded = x!.shape[2 + axis]! + ints(pads)[axis]! + ints(pads)[2 + axis]!;
      return Math.floor((padded - window) / (ints(strides)[axis] ?? 1)) + 1;
    };
    return { type: x!.type, shape: [x!.shape[0]!, kernel!.shape[0]!, along(0), along(1)] };
  }),
  ...named('ConvTranspose', ({ inputs: [x, kernel], attributes: { strides, pads, output_padding: more } }) => {
    const along = (axis: number) => {
      const whole = (x!.shape[2 + axis]! - 1) * ints(strides)[axis]! + kernel!.shape[2 + axis]!;
      return whole + ints(more)[axis]! - ints(pads)[axis]! - ints(pads)[2 + axis]!;
    };
    return { type: x!.type, shape: [x!.shape[0]!, kernel!.shape[1]!, along(0), along(1)] };
  }),
]);

/** Operators whose results are the state of a training or nothing: they tell no shapes. */
const untold: readonly string[] = ['If', 'Scan', 'SequenceEmpty'];

/**
 * Types and shapes of all values of a graph whose inputs have fixed ones, in the words that tensor/lowering uses.
 * @throws Error at an operator without a rule here
 */
export function inferShapes(graph: OnnxGraph): ReadonlyMap<string, OnnxTensorType> {
  const constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const types = new Map<string, OnnxTensorType>(constants);
  for (const { name, type, shape } of graph.inputs) types.set(name, { type, shape } as OnnxTensorType);
  for (const node of graph.nodes) {
    if (untold.includes(node.op)) continue;
    const rule = rules.get(node.op);
    if (!rule) throw new Error(`there is no shape rule for ${node.op}`);
    const result = rule({
      inputs: node.inputs.map((name) => types.get(name)!),
      attributes: node.attributes,
      constant: (input) => wholeNumbers(constants.get(node.inputs[input] ?? '')),
    });
    types.set(node.outputs[0]!, result);
  }
  return types;
}

const bytesOf: Readonly<Record<OnnxType, number>> = {
  float32: 4,
  float16: 2,
  int32: 4,
  int64: 8,
  int8: 1,
  uint8: 1,
  bool: 1,
};

export function byteSizeOf({ type, shape }: OnnxTensorType): number {
  return bytesOf[type] * sizeOf(shape);
}

function named(ops: string, rule: Rule): [string, Rule][] {
  return ops.split(' ').map((op) => [op, rule]);
}

function together(a: readonly number[], b: readonly number[]): readonly number[] {
  const shape = broadcastShapes(a, b);
  if (!shape) throw new Error(`${formatShape(a)} and ${formatShape(b)} do not broadcast`);
  return shape;
}

function wholeNumbers(tensor: OnnxTensor | undefined): readonly number[] | undefined {
  if (!tensor) return undefined;
  const { data } = tensor;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.byteLength / 8 }, (_, index) => Number(view.getBigInt64(8 * index, true)));
}

function int(attribute: OnnxAttribute | undefined): number {
  if (typeof attribute !== 'number') throw new Error('a whole number is missing');
  return attribute;
}

function ints(attribute: OnnxAttribute | undefined): readonly number[] {
  return Array.isArray(attribute) ? attribute : [];
}

function typeOf(attribute: OnnxAttribute | undefined): OnnxType {
  if (typeof attribute !== 'object' || !('type' in attribute)) throw new Error('a type is missing');
  return attribute.type;
}

import type { Attributes, ElementType, Value } from '../graph';
import { apply, type Operand, type Operator, requireFloat } from '../operator';
import { divide, maximum, multiply, subtract } from './broadcasting';

type NoAttributes = Record<string, never>;
const none: NoAttributes = {};

interface UnaryRule {
  readonly onnx: string;
  /** Returns dx from the input, the output and dy. Absent if the derivative is zero almost everywhere. */
  readonly gradient?: (x: Value, y: Value, dy: Value) => Value;
}

/** Element-wise functions of one tensor: name, ONNX operator, derivative. */
const rules = {
  negate: { onnx: 'Neg', gradient: (_x, _y, dy) => negate(dy) },
  abs: { onnx: 'Abs', gradient: (x, _y, dy) => multiply(dy, sign(x)) },
  sign: { onnx: 'Sign' },
  sqrt: { onnx: 'Sqrt', gradient: (_x, y, dy) => divide(dy, multiply(y, 2)) },
  exp: { onnx: 'Exp', gradient: (_x, y, dy) => multiply(dy, y) },
  log: { onnx: 'Log', gradient: (x, _y, dy) => divide(dy, x) },
  relu: { onnx: 'Relu', gradient: (_x, y, dy) => multiply(dy, sign(y)) },
  sigmoid: { onnx: 'Sigmoid', gradient: (_x, y, dy) => multiply(dy, multiply(y, subtract(1, y))) },
  tanh: { onnx: 'Tanh', gradient: (_x, y, dy) => multiply(dy, subtract(1, square(y))) },
  softplus: { onnx: 'Softplus', gradient: (x, _y, dy) => multiply(dy, sigmoid(x)) },
} satisfies Record<string, UnaryRule>;

function createUnaryOperator(name: string, rule: UnaryRule): Operator<NoAttributes> {
  const { gradient } = rule;
  return {
    name,
    infer([x]) {
      requireFloat(x!);
      return x!;
    },
    ...(gradient ? { gradient: ({ inputs: [x], output }, dy) => [gradient(x!, output, dy)] } : {}),
    lower: (onnx, { inputs: [x] }) => onnx.node(rule.onnx, [x!.name]),
  };
}

const table = Object.fromEntries(
  Object.entries<UnaryRule>(rules).map(([name, rule]) => [name, createUnaryOperator(name, rule)]),
) as Record<keyof typeof rules, Operator<NoAttributes>>;

export const negate = (x: Value): Value => apply(table.negate, [x], none);
export const abs = (x: Value): Value => apply(table.abs, [x], none);
/** -1, 0 or 1. Passes no gradient. */
export const sign = (x: Value): Value => apply(table.sign, [x], none);
export const sqrt = (x: Value): Value => apply(table.sqrt, [x], none);
export const exp = (x: Value): Value => apply(table.exp, [x], none);
/** Natural logarithm. */
export const log = (x: Value): Value => apply(table.log, [x], none);
export const relu = (x: Value): Value => apply(table.relu, [x], none);
export const sigmoid = (x: Value): Value => apply(table.sigmoid, [x], none);
export const tanh = (x: Value): Value => apply(table.tanh, [x], none);
/** log(1 + exp(x)). */
export const softplus = (x: Value): Value => apply(table.softplus, [x], none);
/** x to a power, for positive x only. It is several times as fast as `power`, and so is its gradient. */
export const positivePower = (x: Value, exponent: Operand): Value => exp(multiply(log(x), exponent));
export const square = (x: Value): Value => multiply(x, x);

export type LeakyReluAttributes = { readonly alpha: number };

const leakyReluOperator: Operator<LeakyReluAttributes> = {
  name: 'leakyRelu',
  infer([x]) {
    requireFloat(x!);
    return x!;
  },
  // The factor, 1 or alpha, is computed from the sign: `where` would take ONNX Runtime ten times as long.
  gradient: ({ output: y, attributes: { alpha } }, dy) => [multiply(dy, maximum(sign(y), alpha))],
  lower: (onnx, { inputs: [x], attributes }) =>
    onnx.node('LeakyRelu', [x!.name], { alpha: { float: attributes.alpha } }),
};

/** x where it is positive, alpha · x elsewhere; 0 < alpha < 1. */
export function leakyRelu(x: Value, alpha: number): Value {
  return apply(leakyReluOperator, [x], { alpha });
}

export type CastAttributes = { readonly type: ElementType };

const castOperator: Operator<CastAttributes> = {
  name: 'cast',
  infer: ([x], { type }) => ({ shape: x!.shape, type }),
  lower: (onnx, { inputs: [x], attributes }) => onnx.node('Cast', [x!.name], { to: { type: attributes.type } }),
};

/** Converts to another element type, for example a uint8 batch to float32. Passes no gradient. */
export function cast(x: Value, type: ElementType): Value {
  return x.type === type ? x : apply(castOperator, [x], { type });
}

const stopGradientOperator: Operator<NoAttributes> = {
  name: 'stopGradient',
  infer: ([x]) => x!,
  lower: (_onnx, { inputs: [x] }) => x!.name,
};

/** The same value. Gradients treat it as a constant. */
export function stopGradient(x: Value): Value {
  return apply(stopGradientOperator, [x], none);
}

export const unaryOperators: readonly Operator<Attributes>[] = [
  ...Object.values(table),
  leakyReluOperator,
  castOperator,
  stopGradientOperator,
];

import { type Attributes, getNode, type Shape, type Value } from '../graph';
import type { OnnxBuilder, OnnxValue } from '../onnx/builder';
import { apply, type LoweredValue, type Operand, type Operator, requireFloat } from '../operator';
import { broadcastShapes, isSameShape } from '../shapes';
import { sumTo } from './reduce';
import { log, negate } from './unary';

/** Element-wise operators of two or three tensors: arithmetic, comparisons and a choice, with NumPy's broadcasting. */

type NoAttributes = Record<string, never>;

interface ArithmeticRule {
  readonly onnx: string;
  /** Returns the gradients of both operands, in the shape that they broadcast to. */
  readonly gradient: (a: Value, b: Value, y: Value, dy: Value) => readonly [Value, Value];
}

const arithmeticRules = {
  add: { onnx: 'Add', gradient: (_a, _b, _y, dy) => [dy, dy] },
  subtract: { onnx: 'Sub', gradient: (_a, _b, _y, dy) => [dy, negate(dy)] },
  multiply: { onnx: 'Mul', gradient: (a, b, _y, dy) => [multiply(dy, b), multiply(dy, a)] },
  divide: { onnx: 'Div', gradient: (_a, b, y, dy) => [divide(dy, b), negate(divide(multiply(dy, y), b))] },
  power: {
    onnx: 'Pow',
    gradient: (a, b, y, dy) => [multiply(dy, multiply(b, power(a, subtract(b, 1)))), multiply(dy, multiply(y, log(a)))],
  },
  maximum: {
    onnx: 'Max',
    gradient: (a, b, _y, dy) => [where(greaterEqual(a, b), dy, 0), where(greaterEqual(a, b), 0, dy)],
  },
  minimum: {
    onnx: 'Min',
    gradient: (a, b, _y, dy) => [where(lessEqual(a, b), dy, 0), where(lessEqual(a, b), 0, dy)],
  },
} satisfies Record<string, ArithmeticRule>;

function createArithmeticOperator(name: string, rule: ArithmeticRule): Operator<NoAttributes> {
  return {
    name,
    infer([a, b]) {
      requireFloat(a!, b!);
      return { shape: requireBroadcastShape(a!.shape, b!.shape), type: 'float32' };
    },
    gradient({ inputs: [a, b], output }, dy) {
      const [da, db] = rule.gradient(a!, b!, output, dy);
      return [sumTo(da, a!.shape), sumTo(db, b!.shape)];
    },
    lower: (onnx, { inputs }) => onnx.node(rule.onnx, alignOperands(onnx, inputs)),
  };
}

function requireBroadcastShape(a: Shape, b: Shape): Shape {
  const shape = broadcastShapes(a, b);
  if (!shape) throw new Error('shapes do not broadcast');
  return shape;
}

/**
 * Returns the names of the operands, reshaped to equal rank where that is faster. Where one operand has fewer axes than
 * another whose last axis has one element, ONNX Runtime computes element by element: 70 times slower.
 */
function alignOperands(onnx: OnnxBuilder, operands: readonly LoweredValue[]): readonly OnnxValue[] {
  const rank = Math.max(...operands.map(({ shape }) => shape.length));
  const isSlow = operands.some(({ shape }) => shape.length === rank && rank > 1 && shape.at(-1) === 1);
  return operands.map(({ name, shape }) => {
    if (!isSlow || shape.length === rank) return name;
    return onnx.node('Reshape', [name, onnx.ints([...new Array<number>(rank - shape.length).fill(1), ...shape])]);
  });
}

const arithmetic = Object.fromEntries(
  Object.entries<ArithmeticRule>(arithmeticRules).map(([name, rule]) => [name, createArithmeticOperator(name, rule)]),
) as Record<keyof typeof arithmeticRules, Operator<NoAttributes>>;

function applyArithmetic(operator: Operator<NoAttributes>, a: Operand, b: Operand): Value {
  return apply(operator, [skipBroadcast(a, b), skipBroadcast(b, a)], {});
}

/** Returns the source of a `broadcastTo` where the other operand already has its shape: this saves a copy in memory. */
function skipBroadcast(operand: Operand, other: Operand): Operand {
  if (typeof operand === 'number' || typeof other === 'number') return operand;
  const node = getNode(operand);
  if (node.kind !== 'operator' || node.op !== 'broadcastTo') return operand;
  const source = operand.graph.value(node.inputs[0]!);
  const shape = broadcastShapes(source.shape, other.shape);
  return shape && isSameShape(other.shape, shape) && isSameShape(shape, operand.shape) ? source : operand;
}

export const add = (a: Operand, b: Operand): Value => applyArithmetic(arithmetic.add, a, b);
export const subtract = (a: Operand, b: Operand): Value => applyArithmetic(arithmetic.subtract, a, b);
export const multiply = (a: Operand, b: Operand): Value => applyArithmetic(arithmetic.multiply, a, b);
export const divide = (a: Operand, b: Operand): Value => applyArithmetic(arithmetic.divide, a, b);
/** a to the power b. The gradient of b needs a positive a. */
export const power = (a: Operand, b: Operand): Value => applyArithmetic(arithmetic.power, a, b);
/** The larger operand of each pair. Where both are equal, `a` receives the gradient. */
export const maximum = (a: Operand, b: Operand): Value => applyArithmetic(arithmetic.maximum, a, b);
/** The smaller operand of each pair. Where both are equal, `a` receives the gradient. */
export const minimum = (a: Operand, b: Operand): Value => applyArithmetic(arithmetic.minimum, a, b);
/** x limited to [low, high]. The gradient passes where x is inside. */
export const clamp = (x: Value, low: number, high: number): Value => minimum(maximum(x, low), high);

function createComparison(name: string, onnxName: string): Operator<NoAttributes> {
  return {
    name,
    infer([a, b]) {
      requireFloat(a!, b!);
      return { shape: requireBroadcastShape(a!.shape, b!.shape), type: 'bool' };
    },
    lower: (onnx, { inputs }) => onnx.node(onnxName, alignOperands(onnx, inputs)),
  };
}

const comparisons = {
  greater: createComparison('greater', 'Greater'),
  greaterEqual: createComparison('greaterEqual', 'GreaterOrEqual'),
  less: createComparison('less', 'Less'),
  lessEqual: createComparison('lessEqual', 'LessOrEqual'),
  equal: createComparison('equal', 'Equal'),
};

/** Comparisons return bool tensors for {@link where}. They pass no gradient. */
export const greater = (a: Operand, b: Operand): Value => apply(comparisons.greater, [a, b], {});
export const greaterEqual = (a: Operand, b: Operand): Value => apply(comparisons.greaterEqual, [a, b], {});
export const less = (a: Operand, b: Operand): Value => apply(comparisons.less, [a, b], {});
export const lessEqual = (a: Operand, b: Operand): Value => apply(comparisons.lessEqual, [a, b], {});
export const equal = (a: Operand, b: Operand): Value => apply(comparisons.equal, [a, b], {});

const whereOperator: Operator<NoAttributes> = {
  name: 'where',
  infer([condition, a, b]) {
    if (condition!.type !== 'bool') throw new Error('the condition must be bool');
    requireFloat(a!, b!);
    const shape = requireBroadcastShape(condition!.shape, requireBroadcastShape(a!.shape, b!.shape));
    return { shape, type: 'float32' };
  },
  gradient: ({ inputs: [condition, a, b] }, dy) => [
    undefined,
    sumTo(where(condition!, dy, 0), a!.shape),
    sumTo(where(condition!, 0, dy), b!.shape),
  ],
  lower: (onnx, { inputs }) => onnx.node('Where', alignOperands(onnx, inputs)),
};

/** `a` where the condition is true, `b` elsewhere. All three broadcast. */
export function where(condition: Value, a: Operand, b: Operand): Value {
  return apply(whereOperator, [condition, a, b], {});
}

export const broadcastingOperators: readonly Operator<Attributes>[] = [
  ...Object.values(arithmetic),
  ...Object.values(comparisons),
  whereOperator,
];

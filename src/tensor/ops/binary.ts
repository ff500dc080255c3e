import { type Attributes, getNode, type Shape, type Value } from '../graph';
import { alignOperands } from '../lowering/broadcasting';
import { apply, type Operand, type Operator, requireFloat } from '../operator';
import { broadcastShapes, isSameShape } from '../shapes';
import { sumTo } from './reduce';
import { greaterEqual, lessEqual, where } from './select';
import { log, negate } from './unary';

type NoAttributes = Record<string, never>;

interface BinaryRule {
  readonly onnx: string;
  /** The gradients of both operands before broadcasting is undone. */
  readonly gradient: (a: Value, b: Value, y: Value, dy: Value) => readonly [Value, Value];
}

/** Element-wise functions of two tensors, with NumPy's broadcasting: name, ONNX operator, derivatives. */
const rules = {
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
} satisfies Record<string, BinaryRule>;

function createBinaryOperator(name: string, rule: BinaryRule): Operator<NoAttributes> {
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

/** The shape that two operands broadcast to. */
export function requireBroadcastShape(a: Shape, b: Shape): Shape {
  const shape = broadcastShapes(a, b);
  if (!shape) throw new Error('shapes do not broadcast');
  return shape;
}

const table = Object.fromEntries(
  Object.entries<BinaryRule>(rules).map(([name, rule]) => [name, createBinaryOperator(name, rule)]),
) as Record<keyof typeof rules, Operator<NoAttributes>>;

function applyBinary(operator: Operator<NoAttributes>, a: Operand, b: Operand): Value {
  return apply(operator, [skipBroadcast(a, b), skipBroadcast(b, a)], {});
}

/** An operand that was only stretched to a shape which the other one has anyway need not be stretched in memory. */
function skipBroadcast(operand: Operand, other: Operand): Operand {
  if (typeof operand === 'number' || typeof other === 'number') return operand;
  const node = getNode(operand);
  if (node.kind !== 'operator' || node.op !== 'broadcastTo') return operand;
  const source = operand.graph.value(node.inputs[0]!);
  const shape = broadcastShapes(source.shape, other.shape);
  return shape && isSameShape(other.shape, shape) && isSameShape(shape, operand.shape) ? source : operand;
}

export const add = (a: Operand, b: Operand): Value => applyBinary(table.add, a, b);
export const subtract = (a: Operand, b: Operand): Value => applyBinary(table.subtract, a, b);
export const multiply = (a: Operand, b: Operand): Value => applyBinary(table.multiply, a, b);
export const divide = (a: Operand, b: Operand): Value => applyBinary(table.divide, a, b);
/** a to the power b, for positive a where b takes part in gradients. */
export const power = (a: Operand, b: Operand): Value => applyBinary(table.power, a, b);
/** Where both are equal the gradient goes to `a`. */
export const maximum = (a: Operand, b: Operand): Value => applyBinary(table.maximum, a, b);
/** Where both are equal the gradient goes to `a`. */
export const minimum = (a: Operand, b: Operand): Value => applyBinary(table.minimum, a, b);
/** x limited to [low, high]; the gradient passes where x lies inside. */
export const clamp = (x: Value, low: number, high: number): Value => minimum(maximum(x, low), high);

export const binaryOperators: readonly Operator<Attributes>[] = Object.values(table);

import type { Attributes, Value } from '../graph';
import { alignOperands } from '../lowering/broadcasting';
import { apply, type Operand, type Operator, requireFloat } from '../operator';
import { requireBroadcastShape } from './binary';
import { sumTo } from './reduce';

type NoAttributes = Record<string, never>;

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

/** Element-wise comparisons give bool tensors for {@link where}; they pass no gradient. */
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
    return {
      shape: requireBroadcastShape(condition!.shape, requireBroadcastShape(a!.shape, b!.shape)),
      type: 'float32',
    };
  },
  gradient: ({ inputs: [condition, a, b] }, dy) => [
    undefined,
    sumTo(where(condition!, dy, 0), a!.shape),
    sumTo(where(condition!, 0, dy), b!.shape),
  ],
  lower: (onnx, { inputs }) => onnx.node('Where', alignOperands(onnx, inputs)),
};

/** `a` where the condition holds, `b` elsewhere; all three broadcast. */
export function where(condition: Value, a: Operand, b: Operand): Value {
  return apply(whereOperator, [condition, a, b], {});
}

export const selectOperators: readonly Operator<Attributes>[] = [...Object.values(comparisons), whereOperator];

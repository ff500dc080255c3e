import type { OnnxBuilder, OnnxValue } from '../onnx/builder';
import type { LoweredValue } from '../operator';

/**
 * Operands of an element-wise node. ONNX Runtime goes element by element, seventy times as slowly, where one of fewer
 * axes meets one whose last axis has a single element: such an operand gets the missing axes.
 */
export function alignOperands(onnx: OnnxBuilder, operands: readonly LoweredValue[]): readonly OnnxValue[] {
  const rank = Math.max(...operands.map(({ shape }) => shape.length));
  const isSlow = operands.some(({ shape }) => shape.length === rank && rank > 1 && shape.at(-1) === 1);
  return operands.map(({ name, shape }) => {
    if (!isSlow || shape.length === rank) return name;
    return onnx.node('Reshape', [name, onnx.ints([...new Array<number>(rank - shape.length).fill(1), ...shape])]);
  });
}

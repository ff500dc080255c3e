import type { Value } from '../graph';
import { apply, type Operator, requireFloat } from '../operator';
import { multiply } from './binary';

/** Sum of the squares of all elements, []: in one pass, where `sum(square(x))` writes the squares to memory. */
export const sumOfSquaresOperator: Operator<Record<string, never>> = {
  name: 'sumOfSquares',
  infer([x]) {
    requireFloat(x!);
    return { shape: [], type: 'float32' };
  },
  gradient: ({ inputs: [x] }, dy) => [multiply(multiply(x!, 2), dy)],
  lower: (onnx, { inputs: [x] }) => onnx.node('ReduceSumSquare', [x!.name], { keepdims: 0 }),
};

export function sumOfSquares(x: Value): Value {
  return apply(sumOfSquaresOperator, [x], {});
}

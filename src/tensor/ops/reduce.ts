import type { Attributes, Shape, TensorType, Value } from '../graph';
import type { OnnxBuilder, OnnxValue } from '../onnx/builder';
import { apply, type LoweredCall, type Operator, requireFloat } from '../operator';
import { countElements, isSameShape, reduceShape, resolveAxes } from '../shapes';
import { divide, equal, multiply, where } from './broadcasting';
import { broadcastTo, reshape } from './shape';

export type ReduceAttributes = { readonly axes: readonly number[]; readonly keepDims: boolean };

function infer([x]: readonly TensorType[], { axes, keepDims }: ReduceAttributes): TensorType {
  requireFloat(x!);
  return { shape: reduceShape(x!.shape, axes, keepDims), type: 'float32' };
}

function createReductionLowering(name: string) {
  return (onnx: OnnxBuilder, { inputs: [x], attributes }: LoweredCall<ReduceAttributes>): OnnxValue =>
    onnx.node(name, [x!.name, onnx.ints(attributes.axes)], { keepdims: attributes.keepDims ? 1 : 0 });
}

const sumOperator: Operator<ReduceAttributes> = {
  name: 'sum',
  infer,
  gradient: ({ inputs: [x], attributes }, dy) => [broadcastTo(restoreAxes(dy, x!.shape, attributes.axes), x!.shape)],
  lower: createReductionLowering('ReduceSum'),
};

const maxOperator: Operator<ReduceAttributes> = {
  name: 'max',
  infer,
  gradient({ inputs: [x], output, attributes: { axes } }, dy) {
    const isLargest = equal(x!, restoreAxes(output, x!.shape, axes));
    const ones = where(isLargest, 1, 0);
    const share = divide(restoreAxes(dy, x!.shape, axes), sum(ones, axes, true));
    return [multiply(ones, share)];
  },
  lower: createReductionLowering('ReduceMax'),
};

/** Restores the axes that a reduction removed, with extent 1. */
function restoreAxes(reduced: Value, shape: Shape, axes: readonly number[]): Value {
  return reshape(reduced, reduceShape(shape, axes, true));
}

function reduce(
  operator: Operator<ReduceAttributes>,
  x: Value,
  axes: readonly number[] | undefined,
  keepDims: boolean,
): Value {
  const resolved = resolveAxes(axes, x.shape.length);
  return resolved.length === 0 ? x : apply(operator, [x], { axes: resolved, keepDims });
}

/** Sum over `axes`, by default over all of them. Negative axes count from the last one. */
export function sum(x: Value, axes?: readonly number[], keepDims = false): Value {
  return reduce(sumOperator, x, axes, keepDims);
}

/** Largest element over `axes`. Elements that are equally large share the gradient. */
export function max(x: Value, axes?: readonly number[], keepDims = false): Value {
  return reduce(maxOperator, x, axes, keepDims);
}

/** Mean over `axes`, by default over all of them. */
export function mean(x: Value, axes?: readonly number[], keepDims = false): Value {
  const total = sum(x, axes, keepDims);
  return multiply(total, countElements(total.shape) / countElements(x.shape));
}

/** Sums x over the axes along which `shape` was broadcast to x's shape: the gradient of broadcasting. */
export function sumTo(x: Value, shape: Shape): Value {
  if (isSameShape(x.shape, shape)) return x;
  const added = x.shape.length - shape.length;
  const broadcast = x.shape.flatMap((extent, axis) => (axis < added || shape[axis - added] !== extent ? [axis] : []));
  return reshape(sum(x, broadcast, true), shape);
}

const sumOfSquaresOperator: Operator<Record<string, never>> = {
  name: 'sumOfSquares',
  infer([x]) {
    requireFloat(x!);
    return { shape: [], type: 'float32' };
  },
  gradient: ({ inputs: [x] }, dy) => [multiply(multiply(x!, 2), dy)],
  lower: (onnx, { inputs: [x] }) => onnx.node('ReduceSumSquare', [x!.name], { keepdims: 0 }),
};

/**
 * Sum of the squares of all elements, []. One pass over x, where `sum(square(x))` writes all squares to memory first.
 */
export function sumOfSquares(x: Value): Value {
  return apply(sumOfSquaresOperator, [x], {});
}

export const reduceOperators: readonly Operator<Attributes>[] = [sumOperator, maxOperator, sumOfSquaresOperator];

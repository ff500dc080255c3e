import type { Attributes, Shape, TensorType, Value } from '../graph';
import type { OnnxBuilder, OnnxValue } from '../onnx/builder';
import { apply, type LoweredCall, type Operator, requireFloat } from '../operator';
import { countElements, isSameShape, reduceShape, resolveAxes } from '../shapes';
import { divide, multiply } from './binary';
import { equal, where } from './select';
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

/** Puts axes of extent 1 back where a reduction dropped them. */
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

/** Sum over `axes`, or over everything; negative axes count from the back. */
export function sum(x: Value, axes?: readonly number[], keepDims = false): Value {
  return reduce(sumOperator, x, axes, keepDims);
}

/** Largest element over `axes`; equally large ones share the gradient. */
export function max(x: Value, axes?: readonly number[], keepDims = false): Value {
  return reduce(maxOperator, x, axes, keepDims);
}

/** Mean over `axes`, or over everything. */
export function mean(x: Value, axes?: readonly number[], keepDims = false): Value {
  const total = sum(x, axes, keepDims);
  return multiply(total, countElements(total.shape) / countElements(x.shape));
}

/** Undoes broadcasting: the sum over what was stretched from `shape`. */
export function sumTo(x: Value, shape: Shape): Value {
  if (isSameShape(x.shape, shape)) return x;
  const added = x.shape.length - shape.length;
  const stretched = x.shape.flatMap((extent, axis) => (axis < added || shape[axis - added] !== extent ? [axis] : []));
  return reshape(sum(x, stretched, true), shape);
}

export const reduceOperators: readonly Operator<Attributes>[] = [sumOperator, maxOperator];

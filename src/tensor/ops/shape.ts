import type { Attributes, Shape, Value } from '../graph';
import { apply, type Operator, requireFloat } from '../operator';
import { broadcastShapes, countElements, isSameShape, resolveAxis } from '../shapes';
import { sumTo } from './reduce';

export type ShapeAttributes = { readonly shape: readonly number[] };

const reshapeOperator: Operator<ShapeAttributes> = {
  name: 'reshape',
  infer([x], { shape }) {
    if (countElements(shape) !== countElements(x!.shape)) throw new Error(`cannot become [${shape.join(', ')}]`);
    return { shape, type: x!.type };
  },
  gradient: ({ inputs: [x] }, dy) => [reshape(dy, x!.shape)],
  lower: (onnx, { inputs: [x], attributes }) => onnx.node('Reshape', [x!.name, onnx.ints(attributes.shape)]),
};

/** The same elements in another shape. One extent may be -1: it is computed from the others. */
export function reshape(x: Value, shape: Shape): Value {
  const known = shape.reduce((product, extent) => (extent === -1 ? product : product * extent), 1);
  const resolved = shape.map((extent) => (extent === -1 ? countElements(x.shape) / known : extent));
  return isSameShape(resolved, x.shape) ? x : apply(reshapeOperator, [x], { shape: resolved });
}

/** [N, …] to [N, rest]. */
export function flatten(x: Value): Value {
  return reshape(x, [x.shape[0]!, -1]);
}

export type TransposeAttributes = { readonly permutation: readonly number[] };

const transposeOperator: Operator<TransposeAttributes> = {
  name: 'transpose',
  infer([x], { permutation }) {
    const sorted = [...permutation].sort((a, b) => a - b);
    if (!isSameShape(sorted, [...x!.shape.keys()]))
      throw new Error(`[${permutation.join(', ')}] is no permutation of its axes`);
    return { shape: permutation.map((axis) => x!.shape[axis]!), type: x!.type };
  },
  gradient({ attributes: { permutation } }, dy) {
    return [
      transpose(
        dy,
        permutation.map((_, axis) => permutation.indexOf(axis)),
      ),
    ];
  },
  lower: (onnx, { inputs: [x], attributes }) => onnx.node('Transpose', [x!.name], { perm: attributes.permutation }),
};

/** Axis i of the result is axis permutation[i] of x. */
export function transpose(x: Value, permutation: readonly number[]): Value {
  return apply(transposeOperator, [x], { permutation });
}

const broadcastToOperator: Operator<ShapeAttributes> = {
  name: 'broadcastTo',
  infer([x], { shape }) {
    requireFloat(x!);
    const result = broadcastShapes(x!.shape, shape);
    if (!result || !isSameShape(result, shape)) throw new Error(`does not broadcast to [${shape.join(', ')}]`);
    return { shape, type: x!.type };
  },
  gradient: ({ inputs: [x] }, dy) => [sumTo(dy, x!.shape)],
  lower: (onnx, { inputs: [x], attributes }) => onnx.node('Expand', [x!.name, onnx.ints(attributes.shape)]),
};

export function broadcastTo(x: Value, shape: Shape): Value {
  return isSameShape(x.shape, shape) ? x : apply(broadcastToOperator, [x], { shape });
}

export type AxisAttributes = { readonly axis: number };

const concatOperator: Operator<AxisAttributes> = {
  name: 'concat',
  infer(inputs, { axis }) {
    const [first] = inputs;
    const others = (shape: Shape) => shape.filter((_, position) => position !== axis);
    for (const input of inputs)
      if (input.type !== first!.type || !isSameShape(others(input.shape), others(first!.shape)))
        throw new Error(`differ in more than axis ${axis}`);
    const total = inputs.reduce((sum, input) => sum + input.shape[axis]!, 0);
    return { shape: first!.shape.map((extent, position) => (position === axis ? total : extent)), type: first!.type };
  },
  gradient({ inputs, attributes: { axis } }, dy) {
    return split(
      dy,
      inputs.map((input) => input.shape[axis]!),
      axis,
    );
  },
  lower: (onnx, { inputs, attributes }) =>
    onnx.node(
      'Concat',
      inputs.map((input) => input.name),
      { axis: attributes.axis },
    ),
};

export function concat(values: readonly Value[], axis: number): Value {
  return values.length === 1
    ? values[0]!
    : apply(concatOperator, values, { axis: resolveAxis(axis, values[0]!.shape.length) });
}

/** Cuts x along `axis` into pieces of the given extents: the reverse of {@link concat}. */
export function split(x: Value, extents: readonly number[], axis: number): readonly Value[] {
  const along = resolveAxis(axis, x.shape.length);
  let start = 0;
  return extents.map((extent) => {
    const starts = x.shape.map((_, position) => (position === along ? start : 0));
    const sizes = x.shape.map((whole, position) => (position === along ? extent : whole));
    start += extent;
    return slice(x, starts, sizes);
  });
}

export type SliceAttributes = { readonly starts: readonly number[]; readonly sizes: readonly number[] };

const sliceOperator: Operator<SliceAttributes> = {
  name: 'slice',
  infer([x], { starts, sizes }) {
    const fits = (extent: number, axis: number) =>
      starts[axis]! >= 0 && sizes[axis]! > 0 && starts[axis]! + sizes[axis]! <= extent;
    if (starts.length !== x!.shape.length || sizes.length !== x!.shape.length || !x!.shape.every(fits))
      throw new Error(`has no part at [${starts.join(', ')}] of size [${sizes.join(', ')}]`);
    return { shape: sizes, type: x!.type };
  },
  gradient({ inputs: [x], attributes: { starts, sizes } }, dy) {
    const after = x!.shape.map((extent, axis) => extent - starts[axis]! - sizes[axis]!);
    return [pad(dy, starts, after)];
  },
  lower(onnx, { inputs: [x], attributes: { starts, sizes } }) {
    const axes = starts.flatMap((start, axis) => (start === 0 && sizes[axis] === x!.shape[axis] ? [] : [axis]));
    const ends = axes.map((axis) => starts[axis]! + sizes[axis]!);
    return onnx.node('Slice', [
      x!.name,
      onnx.ints(axes.map((axis) => starts[axis]!)),
      onnx.ints(ends),
      onnx.ints(axes),
    ]);
  },
};

/** The part of x that starts at `starts` and has the extents `sizes`, both per axis. */
export function slice(x: Value, starts: readonly number[], sizes: readonly number[]): Value {
  const whole = isSameShape(sizes, x.shape) && starts.every((start) => start === 0);
  return whole ? x : apply(sliceOperator, [x], { starts, sizes });
}

export type PadAttributes = { readonly before: readonly number[]; readonly after: readonly number[] };

const padOperator: Operator<PadAttributes> = {
  name: 'pad',
  infer([x], { before, after }) {
    requireFloat(x!);
    if (
      before.length !== x!.shape.length ||
      after.length !== x!.shape.length ||
      [...before, ...after].some((n) => n < 0)
    )
      throw new Error(`cannot be padded by [${before.join(', ')}] and [${after.join(', ')}]`);
    return { shape: x!.shape.map((extent, axis) => before[axis]! + extent + after[axis]!), type: x!.type };
  },
  gradient: ({ inputs: [x], attributes: { before } }, dy) => [slice(dy, before, x!.shape)],
  lower: (onnx, { inputs: [x], attributes: { before, after } }) =>
    onnx.node('Pad', [x!.name, onnx.ints([...before, ...after])], { mode: 'constant' }),
};

/** Adds zeros around x: for each axis, `before` and `after` say how many. */
export function pad(x: Value, before: readonly number[], after: readonly number[]): Value {
  return [...before, ...after].every((count) => count === 0) ? x : apply(padOperator, [x], { before, after });
}

export const shapeOperators: readonly Operator<Attributes>[] = [
  reshapeOperator,
  transposeOperator,
  broadcastToOperator,
  concatOperator,
  sliceOperator,
  padOperator,
];

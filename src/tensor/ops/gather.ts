import type { Attributes, Shape, Value } from '../graph';
import { apply, type Operator, requireFloat } from '../operator';
import { countElements, resolveAxis } from '../shapes';
import { sum } from './reduce';
import { concat, reshape } from './shape';

export type GatherAttributes = {
  readonly axis: number;
  readonly indices: Int32Array;
  readonly indexShape: readonly number[];
};

const gatherOperator: Operator<GatherAttributes> = {
  name: 'gather',
  infer([x], { axis, indices, indexShape }) {
    const extent = x!.shape[axis]!;
    if (indices.length !== countElements(indexShape))
      throw new Error(`${indices.length} indices do not fill [${indexShape.join(', ')}]`);
    if (indices.some((index) => index < 0 || index >= extent)) throw new Error(`an index lies outside axis ${axis}`);
    return { shape: [...x!.shape.slice(0, axis), ...indexShape, ...x!.shape.slice(axis + 1)], type: x!.type };
  },
  gradient({ inputs: [x], attributes }, dy) {
    requireFloat(x!);
    return [scatterSum(dy, x!.shape, attributes)];
  },
  lower: (onnx, { inputs: [x], attributes: { axis, indices, indexShape } }) =>
    onnx.node('Gather', [x!.name, onnx.constant(indices, indexShape)], { axis }),
};

/**
 * The gradient of a gather is a gather too: for each element of x, it sums the elements of dy that are copies of it.
 */
function scatterSum(dy: Value, shape: Shape, { axis, indices }: GatherAttributes): Value {
  const flatShape = [...shape.slice(0, axis), indices.length, ...shape.slice(axis + 1)];
  const flat = reshape(dy, flatShape);
  const { places, perElement } = invertIndices(indices, shape[axis]!);
  const zeros = dy.graph.constant(
    new Float32Array(countElements(flatShape) / indices.length),
    flatShape.map((e, i) => (i === axis ? 1 : e)),
  );
  const positions = places.map((place) => (place < 0 ? indices.length : place));
  const gathered = gather(concat([flat, zeros], axis), positions, axis, [shape[axis]!, perElement]);
  return sum(gathered, [axis + 1]);
}

/** Returns, for each element, the positions in `indices` that name it, [extent, perElement], filled with -1. */
export function invertIndices(indices: Int32Array, extent: number): { places: Int32Array; perElement: number } {
  const counts = new Int32Array(extent);
  for (const index of indices) if (index >= 0) counts[index]!++;
  const perElement = counts.reduce((most, count) => Math.max(most, count), 1);
  const places = new Int32Array(extent * perElement).fill(-1);
  counts.fill(0);
  indices.forEach((index, position) => {
    if (index >= 0) places[index * perElement + counts[index]!++] = position;
  });
  return { places, perElement };
}

/** Selects the elements `indices` along `axis`. Axes of `indexShape` (default: one) replace that axis. */
export function gather(x: Value, indices: Int32Array | readonly number[], axis: number, indexShape?: Shape): Value {
  const data = indices instanceof Int32Array ? indices : Int32Array.from(indices);
  const resolved = resolveAxis(axis, x.shape.length);
  return apply(gatherOperator, [x], { axis: resolved, indices: data, indexShape: indexShape ?? [data.length] });
}

/** Reverses the order along `axis`, for example RGB to BGR along the last one. */
export function reverse(x: Value, axis: number): Value {
  const extent = x.shape[resolveAxis(axis, x.shape.length)]!;
  return gather(
    x,
    Int32Array.from({ length: extent }, (_, index) => extent - 1 - index),
    axis,
  );
}

export const gatherOperators: readonly Operator<Attributes>[] = [gatherOperator];

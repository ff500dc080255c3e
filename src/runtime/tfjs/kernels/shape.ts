import type { GatherAttributes } from '../../../tensor/ops/gather';
import type {
  AxisAttributes,
  PadAttributes,
  ShapeAttributes,
  SliceAttributes,
  TransposeAttributes,
} from '../../../tensor/ops/shape';
import type { Kernel } from './kernel';

const reshape: Kernel<ShapeAttributes> = (tf, [x], { shape }) => tf.reshape(x!, [...shape]);

const transpose: Kernel<TransposeAttributes> = (tf, [x], { permutation }) => tf.transpose(x!, [...permutation]);

const broadcastTo: Kernel<ShapeAttributes> = (tf, [x], { shape }) => tf.broadcastTo(x!, [...shape]);

const concat: Kernel<AxisAttributes> = (tf, inputs, { axis }) => tf.concat([...inputs], axis);

const slice: Kernel<SliceAttributes> = (tf, [x], { starts, sizes }) => tf.slice(x!, [...starts], [...sizes]);

const pad: Kernel<PadAttributes> = (tf, [x], { before, after }) =>
  tf.pad(
    x!,
    before.map((count, axis): [number, number] => [count, after[axis]!]),
  );

const gather: Kernel<GatherAttributes> = (tf, [x], { axis, indices, indexShape }) =>
  tf.gather(x!, tf.tensor(indices, [...indexShape], 'int32'), axis);

/** Operators that move elements. */
export const shapeKernels: Readonly<Record<string, Kernel>> = {
  broadcastTo,
  concat,
  gather,
  pad,
  reshape,
  slice,
  transpose,
};

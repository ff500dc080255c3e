import type * as tfjs from '@tensorflow/tfjs-core';
import type { Attributes } from '../../tensor/graph';
import type { ConvAttributes } from '../../tensor/ops/convGeometry';
import type { GatherAttributes } from '../../tensor/ops/gather';
import type { MatmulAttributes } from '../../tensor/ops/matmul';
import type { RandomAttributes } from '../../tensor/ops/noise';
import type { ReduceAttributes } from '../../tensor/ops/reduce';
import type {
  AxisAttributes,
  PadAttributes,
  ShapeAttributes,
  SliceAttributes,
  TransposeAttributes,
} from '../../tensor/ops/shape';
import type { CastAttributes, LeakyReluAttributes } from '../../tensor/ops/unary';
import { type Tfjs, type TfTensor, tfTypes } from './tfTensor';

interface KernelRule<A extends Attributes> {
  /** Returns a new tensor, even where it equals an input: the interpreter disposes of each node's own tensor. */
  compute(tf: Tfjs, inputs: readonly TfTensor[], attributes: A): TfTensor;
}

/** An operator computed by TensorFlow.js. The inputs have the shapes of the graph. */
export type Kernel<A extends Attributes = Attributes> = KernelRule<A>['compute'];

type Tensor4D = tfjs.Tensor4D;

/** Operators of one tensor, and the methods of TensorFlow.js that compute them. */
const unaryMethods = {
  abs: 'abs',
  exp: 'exp',
  log: 'log',
  negate: 'neg',
  relu: 'relu',
  sigmoid: 'sigmoid',
  sign: 'sign',
  softplus: 'softplus',
  sqrt: 'sqrt',
  stopGradient: 'clone',
  tanh: 'tanh',
} as const;

/** The same for operators of two tensors, with NumPy's broadcasting. */
const binaryMethods = {
  add: 'add',
  divide: 'div',
  equal: 'equal',
  greater: 'greater',
  greaterEqual: 'greaterEqual',
  less: 'less',
  lessEqual: 'lessEqual',
  maximum: 'maximum',
  minimum: 'minimum',
  multiply: 'mul',
  power: 'pow',
  subtract: 'sub',
} as const;

const leakyRelu: Kernel<LeakyReluAttributes> = (tf, [x], { alpha }) => tf.leakyRelu(x!, alpha);

const cast: Kernel<CastAttributes> = (tf, [x], { type }) => tf.cast(x!, tfTypes[type]);

const where: Kernel = (tf, [condition, a, b]) => tf.where(condition!, a!, b!);

const sum: Kernel<ReduceAttributes> = (tf, [x], { axes, keepDims }) => tf.sum(x!, [...axes], keepDims);

const max: Kernel<ReduceAttributes> = (tf, [x], { axes, keepDims }) => tf.max(x!, [...axes], keepDims);

const sumOfSquares: Kernel = (tf, [x]) => tf.sum(tf.square(x!));

const matmul: Kernel<MatmulAttributes> = (tf, [a, b, bias], { transposeA, transposeB }) =>
  addBias(tf, tf.matMul(a!, b!, transposeA, transposeB), bias);

const conv2d: Kernel<ConvAttributes> = (tf, [x, kernel, bias], { stride, padding }) =>
  addBias(tf, tf.conv2d(x as Tensor4D, kernel as Tensor4D, stride, padding), bias);

const conv2dInputGradient: Kernel<ConvAttributes> = (tf, [dy, kernel], { stride, padding, inputShape }) =>
  tf.conv2dTranspose(dy as Tensor4D, kernel as Tensor4D, [...inputShape] as Tensor4D['shape'], stride, padding);

/** Computes the gradient of a convolution's filter. TensorFlow.js offers it only as a kernel, for its own automatic differentiation. */
const conv2dFilterGradient: Kernel<ConvAttributes> = (tf, [x, dy], { stride, padding, kernelShape }) =>
  tf.engine().runKernel<TfTensor>(
    tf.Conv2DBackpropFilter,
    { x: x!, dy: dy! },
    {
      strides: stride,
      pad: padding,
      dataFormat: 'NHWC',
      filterShape: [...kernelShape],
    },
  );

function addBias(tf: Tfjs, y: TfTensor, bias: TfTensor | undefined): TfTensor {
  return bias ? tf.add(y, bias) : y;
}

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

/**
 * How often each node has run. TensorFlow.js restarts from the seed at each call, so each call needs another seed.
 */
const randomRuns = new WeakMap<RandomAttributes, number>();

const random: Kernel<RandomAttributes> = (tf, _inputs, attributes) => {
  const { distribution, shape, seed } = attributes;
  const runs = randomRuns.get(attributes) ?? 0;
  randomRuns.set(attributes, runs + 1);
  const nextSeed = seed + 7919 * runs; // a large prime, so that nodes with neighboring seeds do not repeat each other
  return distribution === 'normal'
    ? tf.randomNormal([...shape], 0, 1, 'float32', nextSeed)
    : tf.randomUniform([...shape], 0, 1, 'float32', nextSeed);
};

/** The kernels of all operators of tensor/ops/registry, by operator name. */
export const kernels: Readonly<Record<string, Kernel>> = {
  ...mapKernels(
    unaryMethods,
    (method): Kernel =>
      (tf, [x]) =>
        tf[method](x!),
  ),
  ...mapKernels(
    binaryMethods,
    (method): Kernel =>
      (tf, [a, b]) =>
        tf[method](a!, b!),
  ),
  ...{ broadcastTo, cast, concat, gather, leakyRelu, pad, random, reshape, slice, transpose, where },
  ...{ conv2d, conv2dFilterGradient, conv2dInputGradient, matmul, max, sum, sumOfSquares },
};

function mapKernels<N extends string>(methods: Readonly<Record<string, N>>, createKernel: (method: N) => Kernel) {
  return Object.fromEntries(Object.entries(methods).map(([op, method]) => [op, createKernel(method)]));
}

/** @throws Error if TensorFlow.js has no kernel for the operator */
export function getKernel(op: string): Kernel {
  const kernel = kernels[op];
  if (!kernel) throw new Error(`TensorFlow.js has no kernel for the operator ${op}`);
  return kernel;
}

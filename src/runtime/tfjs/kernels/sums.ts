import type * as tfjs from '@tensorflow/tfjs-core';
import type { ConvAttributes } from '../../../tensor/ops/convGeometry';
import type { MatmulAttributes } from '../../../tensor/ops/matmul';
import type { ReduceAttributes } from '../../../tensor/ops/reduce';
import type { Kernel, Tfjs, TfTensor } from './kernel';

const sum: Kernel<ReduceAttributes> = (tf, [x], { axes, keepDims }) => tf.sum(x!, [...axes], keepDims);

const max: Kernel<ReduceAttributes> = (tf, [x], { axes, keepDims }) => tf.max(x!, [...axes], keepDims);

const matmul: Kernel<MatmulAttributes> = (tf, [a, b, bias], { transposeA, transposeB }) =>
  addBias(tf, tf.matMul(a!, b!, transposeA, transposeB), bias);

const sumOfSquares: Kernel = (tf, [x]) => tf.sum(tf.square(x!));

type Tensor4D = tfjs.Tensor4D;

const conv2d: Kernel<ConvAttributes> = (tf, [x, kernel, bias], { stride, padding }) =>
  addBias(tf, tf.conv2d(x as Tensor4D, kernel as Tensor4D, stride, padding), bias);

const conv2dInputGradient: Kernel<ConvAttributes> = (tf, [dy, kernel], { stride, padding, inputShape }) =>
  tf.conv2dTranspose(dy as Tensor4D, kernel as Tensor4D, [...inputShape] as Tensor4D['shape'], stride, padding);

/** TensorFlow.js has this one only as a kernel, which its own autodiff calls. */
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

/** Operators that add up: reductions, matrix products, convolutions. */
export const sumKernels: Readonly<Record<string, Kernel>> = {
  conv2d,
  conv2dFilterGradient,
  conv2dInputGradient,
  matmul,
  max,
  sum,
  sumOfSquares,
};

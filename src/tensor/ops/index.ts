/** Every operator as a function over values. */
export { add, clamp, divide, maximum, minimum, multiply, power, subtract } from './binary';
export { type ConvOptions, conv2d, conv2dTranspose } from './conv2d';
export type { Padding } from './convGeometry';
export { gather, reverse } from './gather';
export { pixelShuffle, upsampleBilinear, upsampleNearest } from './image';
export { dense, type MatmulOptions, matmul } from './matmul';
export { averagePool, maxPool, type PoolOptions } from './pooling';
export { dropout, gaussianNoise } from './random';
export { max, mean, sum } from './reduce';
export { type Margins, reflectPad } from './reflectPad';
export { equal, greater, greaterEqual, less, lessEqual, where } from './select';
export {
  fromChannelPlanes as interleaved,
  type Matrix,
  separable,
  toChannelPlanes as channelPlanes,
} from './separable';
export { broadcastTo, concat, flatten, pad, reshape, slice, split, transpose } from './shape';
export { sumOfSquares } from './sumOfSquares';
export {
  abs,
  cast,
  exp,
  leakyRelu,
  log,
  negate,
  positivePower,
  relu,
  sigmoid,
  sign,
  softplus,
  sqrt,
  square,
  stopGradient,
  tanh,
} from './unary';

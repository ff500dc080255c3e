/** The functions that apply operators to values: what models, losses and metrics are written with. */
export {
  add,
  clamp,
  divide,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  maximum,
  minimum,
  multiply,
  power,
  subtract,
  where,
} from './broadcasting';
export { type ConvOptions, conv2d, conv2dTranspose } from './conv2d';
export type { Padding } from './convGeometry';
export { gather, reverse } from './gather';
export {
  averagePool,
  type Margins,
  maxPool,
  type PoolOptions,
  pixelShuffle,
  reflectPad,
  upsampleBilinear,
  upsampleNearest,
} from './image';
export { dense, type MatmulOptions, matmul } from './matmul';
export { dropout, gaussianNoise } from './noise';
export { max, mean, sum, sumOfSquares } from './reduce';
export {
  fromChannelPlanes,
  type Matrix,
  separable,
  toChannelPlanes,
} from './separable';
export { broadcastTo, concat, flatten, pad, reshape, slice, split, transpose } from './shape';
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

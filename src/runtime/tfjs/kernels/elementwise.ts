import type { CastAttributes, LeakyReluAttributes } from '../../../tensor/ops/unary';
import type { Kernel } from './kernel';
import { tfType } from './types';

const of = {
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

const ofTwo = {
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

const cast: Kernel<CastAttributes> = (tf, [x], { type }) => tf.cast(x!, tfType[type]);

const where: Kernel = (tf, [condition, a, b]) => tf.where(condition!, a!, b!);

/** Operators that work element by element, with NumPy's broadcasting. */
export const elementwiseKernels: Readonly<Record<string, Kernel>> = {
  ...mapped(
    of,
    (name): Kernel =>
      (tf, [x]) =>
        tf[name](x!),
  ),
  ...mapped(
    ofTwo,
    (name): Kernel =>
      (tf, [a, b]) =>
        tf[name](a!, b!),
  ),
  cast,
  leakyRelu,
  where,
};

function mapped<N extends string>(names: Readonly<Record<string, N>>, kernelOf: (name: N) => Kernel) {
  return Object.fromEntries(Object.entries(names).map(([op, name]) => [op, kernelOf(name)]));
}

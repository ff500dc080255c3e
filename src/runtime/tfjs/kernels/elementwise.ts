import type { CastAttributes, LeakyReluAttributes } from '../../../tensor/ops/unary';
import type { Kernel } from './kernel';
import { tfTypes } from './types';

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

/** Operators that work element by element, with NumPy's broadcasting. */
export const elementwiseKernels: Readonly<Record<string, Kernel>> = {
  ...mapKernels(
    unaryMethods,
    (name): Kernel =>
      (tf, [x]) =>
        tf[name](x!),
  ),
  ...mapKernels(
    binaryMethods,
    (name): Kernel =>
      (tf, [a, b]) =>
        tf[name](a!, b!),
  ),
  cast,
  leakyRelu,
  where,
};

function mapKernels<N extends string>(names: Readonly<Record<string, N>>, kernelOf: (name: N) => Kernel) {
  return Object.fromEntries(Object.entries(names).map(([op, name]) => [op, kernelOf(name)]));
}

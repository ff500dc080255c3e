import * as tf from '@tensorflow/tfjs-core';
import { gradients } from '../../../src/tensor/gradients';
import type { Shape, Value } from '../../../src/tensor/graph';
import * as ops from '../../../src/tensor/ops';
import { random } from '../../../src/tensor/ops/noise';
import { countElements } from '../../../src/tensor/shapes';

import '@tensorflow/tfjs-backend-cpu';

export interface OperatorCase {
  readonly title?: string;
  readonly inputs: readonly Shape[];
  /** Range that the inputs are drawn from; default [-1, 1]. */
  readonly range?: readonly [number, number];
  readonly build: (...inputs: Value[]) => Value;
  /** The same by TensorFlow.js. */
  readonly oracle: (...inputs: tf.Tensor[]) => tf.Tensor;
  /** False where TensorFlow.js has no gradient of its own, or none where ours has: finite differences alone hold then. */
  readonly oracleGradient?: false;
}

/** The operator is only reached through the gradient of a convolution. */
function filterGradient(x: Value, dy: Value, { kernel, stride, padding }: ConvShape): Value {
  const zeros = x.graph.constant(new Float32Array(countElements(kernel)), kernel);
  const [gradient] = gradients(ops.sum(ops.multiply(ops.conv2d(x, zeros, { stride, padding }), dy)), [zeros]);
  return gradient!;
}

type Unary = (x: Value) => Value;
type TfUnary = (x: tf.Tensor) => tf.Tensor;
type Binary = (a: Value, b: Value) => Value;
type TfBinary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const positive = [0.2, 2] as const;

function createUnaryCases(build: Unary, oracle: TfUnary, range?: readonly [number, number]): readonly OperatorCase[] {
  return [{ inputs: [[3, 5]], build, oracle, ...(range ? { range } : {}) }];
}

/** Same shapes, a scalar, also beside a last axis of one, and both sides stretched. */
function createBinaryCases(
  build: Binary,
  oracle: TfBinary,
  range?: readonly [number, number],
): readonly OperatorCase[] {
  const shapes: readonly (readonly Shape[])[] = [
    [
      [3, 4],
      [3, 4],
    ],
    [[2, 3, 4], []],
    [[2, 3, 1], []],
    [[3, 1], [1]],
    [
      [3, 1],
      [2, 1, 4],
    ],
  ];
  return shapes.map((inputs) => ({
    title: `of ${JSON.stringify(inputs)}`,
    inputs,
    build,
    oracle,
    ...(range ? { range } : {}),
  }));
}

/** TensorFlow.js does not differentiate comparisons: it gets their operands off the tape. */
function detach(x: tf.Tensor): tf.Tensor {
  return tf.tensor(x.dataSync(), x.shape);
}

/** Some of TensorFlow.js' gradients forget to undo broadcasting. */
function stretchOperands(oracle: TfBinary): TfBinary {
  return (a, b) => oracle(tf.add(a, tf.zerosLike(detach(b))), tf.add(b, tf.zerosLike(detach(a))));
}

/** A comparison chooses between two tensors, so that it has an effect in float32. */
function createComparisonCases(build: Binary, oracle: TfBinary): readonly OperatorCase[] {
  return [
    {
      inputs: [[4, 5], [5]],
      build: (a, b) => ops.where(build(a, b), ops.multiply(a, 3), b),
      oracle: (a, b) => tf.where(oracle(detach(a), detach(b)), tf.mul(a, 3), tf.broadcastTo(b, a.shape)),
    },
  ];
}

interface ConvShape {
  readonly x: readonly [number, number, number, number];
  readonly kernel: readonly [number, number, number, number];
  readonly stride: number;
  readonly padding: 'same' | 'valid';
}

/** Ordinary, asymmetric, unread last pixels, pointwise, and few output channels after many (lowered the other way round). */
const convShapes: readonly ConvShape[] = [
  { x: [2, 6, 5, 3], kernel: [3, 3, 3, 4], stride: 1, padding: 'same' },
  { x: [2, 8, 8, 3], kernel: [5, 5, 3, 4], stride: 2, padding: 'same' },
  { x: [1, 7, 6, 2], kernel: [3, 2, 2, 3], stride: 2, padding: 'valid' },
  { x: [2, 4, 3, 5], kernel: [1, 1, 5, 2], stride: 1, padding: 'same' },
  { x: [2, 5, 6, 18], kernel: [5, 5, 18, 3], stride: 1, padding: 'same' },
];

function createConvCases(make: (shape: ConvShape, output: Shape) => OperatorCase): readonly OperatorCase[] {
  return convShapes.map((shape) => {
    const { x, kernel, stride, padding } = shape;
    const output = tf.tidy(
      () => tf.conv2d(tf.zeros([...x]) as tf.Tensor4D, tf.zeros([...kernel]) as tf.Tensor4D, stride, padding).shape,
    );
    return { title: `of [${x.join()}] and [${kernel.join()}], stride ${stride}, ${padding}`, ...make(shape, output) };
  });
}

function tfConv({ stride, padding }: ConvShape) {
  return (x: tf.Tensor, kernel: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, padding);
}

/** Linear maps of four rows to three, and of three columns to five. */
const down = [
  [1, 0.5, 0, 0],
  [0, -1, 2, 0.25],
  [0, 0, 3, 1],
];
const along = [
  [1, 0, 0],
  [0.5, 0.5, 0],
  [0, 1, -1],
  [0, 0, 2],
  [1, 1, 1],
];

/** At least one case for each operator of the registry. */
export const operatorCases: Readonly<Record<string, readonly OperatorCase[]>> = {
  negate: createUnaryCases(ops.negate, tf.neg),
  abs: createUnaryCases(ops.abs, tf.abs),
  sign: createUnaryCases(
    (x) => ops.multiply(x, ops.sign(x)),
    (x) => tf.mul(x, tf.sign(x)),
  ),
  sqrt: createUnaryCases(ops.sqrt, tf.sqrt, positive),
  exp: [
    ...createUnaryCases(ops.exp, tf.exp),
    {
      title: 'in positivePower',
      inputs: [[3, 5]],
      range: positive,
      build: (x) => ops.positivePower(x, 1.7),
      oracle: (x) => tf.pow(x, 1.7),
    },
  ],
  log: createUnaryCases(ops.log, tf.log, positive),
  relu: createUnaryCases(ops.relu, tf.relu),
  sigmoid: createUnaryCases(ops.sigmoid, tf.sigmoid, [-6, 6]),
  tanh: createUnaryCases(ops.tanh, tf.tanh, [-3, 3]),
  softplus: createUnaryCases(ops.softplus, tf.softplus, [-6, 6]),
  leakyRelu: createUnaryCases(
    (x) => ops.leakyRelu(x, 0.1),
    (x) => tf.leakyRelu(x, 0.1),
  ),
  cast: createUnaryCases(
    (x) => ops.multiply(x, ops.cast(ops.greater(x, 0.1), 'float32')),
    (x) => tf.mul(x, tf.cast(tf.greater(detach(x), 0.1), 'float32')),
  ),
  stopGradient: createUnaryCases((x) => ops.multiply(x, ops.sign(ops.stopGradient(x))), tf.abs),
  add: createBinaryCases(ops.add, tf.add),
  subtract: createBinaryCases(ops.subtract, tf.sub),
  multiply: [...createBinaryCases(ops.multiply, tf.mul), ...createUnaryCases(ops.square, tf.square)],
  divide: createBinaryCases(ops.divide, tf.div, positive),
  power: createBinaryCases(ops.power, tf.pow, positive),
  maximum: [
    ...createBinaryCases(ops.maximum, stretchOperands(tf.maximum)),
    ...createUnaryCases(
      (x) => ops.clamp(x, -0.5, 0.4),
      (x) => tf.clipByValue(x, -0.5, 0.4),
    ),
  ],
  minimum: createBinaryCases(ops.minimum, stretchOperands(tf.minimum)),
  greater: createComparisonCases(ops.greater, tf.greater),
  greaterEqual: createComparisonCases(ops.greaterEqual, tf.greaterEqual),
  less: createComparisonCases(ops.less, tf.less),
  lessEqual: createComparisonCases(ops.lessEqual, tf.lessEqual),
  equal: [
    {
      inputs: [
        [4, 5],
        [4, 5],
      ],
      build: (a, b) => ops.where(ops.equal(ops.sign(a), ops.sign(b)), a, b),
      oracle: (a, b) => tf.where(tf.equal(tf.sign(detach(a)), tf.sign(detach(b))), a, b),
    },
  ],
  where: createComparisonCases(ops.greater, tf.greater),
  sum: [
    { inputs: [[2, 3, 4]], build: (x) => ops.sum(x), oracle: (x) => tf.sum(x) },
    { inputs: [[2, 3, 4]], build: (x) => ops.sum(x, [0, -1]), oracle: (x) => tf.sum(x, [0, 2]) },
    { inputs: [[2, 3, 4]], build: (x) => ops.mean(x, [1], true), oracle: (x) => tf.mean(x, [1], true) },
    {
      title: 'in averagePool',
      inputs: [[2, 7, 6, 3]],
      build: (x) => ops.averagePool(x, 2),
      oracle: (x) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'valid'),
    },
  ],
  max: [
    { inputs: [[2, 3, 4]], build: (x) => ops.max(x, [1, 2]), oracle: (x) => tf.max(x, [1, 2]) },
    {
      title: 'in maxPool',
      inputs: [[2, 7, 6, 3]],
      build: (x) => ops.maxPool(x, { size: 3, stride: 2 }),
      oracle: (x) => tf.maxPool(x as tf.Tensor4D, 3, 2, 'valid'),
    },
    {
      title: 'in maxPool with padding and partial windows',
      inputs: [[2, 7, 6, 3]],
      build: (x) => ops.maxPool(x, { size: 3, stride: 3, before: 1, after: 0, partial: true }),
      oracle: (x) => {
        const around = tf.pad(
          x,
          [
            [0, 0],
            [1, 1],
            [1, 2],
            [0, 0],
          ],
          -2,
        ); // lower than all inputs
        return tf.maxPool(around as tf.Tensor4D, 3, 3, 'valid');
      },
    },
  ],
  sumOfSquares: [{ inputs: [[2, 3, 4]], build: ops.sumOfSquares, oracle: (x) => tf.sum(tf.square(x)) }],
  reshape: [
    { inputs: [[2, 3, 4]], build: (x) => ops.reshape(x, [4, -1]), oracle: (x) => tf.reshape(x, [4, 6]) },
    { inputs: [[2, 3, 4]], build: ops.flatten, oracle: (x) => tf.reshape(x, [2, 12]) },
  ],
  transpose: [
    { inputs: [[2, 3, 4]], build: (x) => ops.transpose(x, [2, 0, 1]), oracle: (x) => tf.transpose(x, [2, 0, 1]) },
    {
      title: 'in toChannelPlanes and fromChannelPlanes',
      inputs: [[2, 3, 4, 5]],
      build: (x) => ops.fromChannelPlanes(ops.multiply(ops.toChannelPlanes(x), ops.toChannelPlanes(x)), 5),
      oracle: (x) => tf.square(x),
    },
    {
      title: 'in pixelShuffle',
      inputs: [[2, 3, 2, 12]],
      build: (x) => ops.pixelShuffle(x),
      oracle: (x) => tf.depthToSpace(x as tf.Tensor4D, 2, 'NHWC'),
      oracleGradient: false,
    },
  ],
  broadcastTo: [
    { inputs: [[3, 1]], build: (x) => ops.broadcastTo(x, [2, 3, 4]), oracle: (x) => tf.mul(x, tf.ones([2, 3, 4])) },
    {
      title: 'in upsampleNearest',
      inputs: [[2, 3, 2, 4]],
      build: (x) => ops.upsampleNearest(x),
      oracle: (x) => tf.reshape(tf.mul(tf.reshape(x, [2, 3, 1, 2, 1, 4]), tf.ones([2, 3, 2, 2, 2, 4])), [2, 6, 4, 4]),
    },
  ],
  concat: [
    {
      inputs: [
        [2, 3],
        [2, 1],
        [2, 4],
      ],
      build: (...x) => ops.concat(x, 1),
      oracle: (...x) => tf.concat(x, 1),
    },
    ...[2, 3].map((ratio) => ({
      title: `in upsampleBilinear by ${ratio}`,
      inputs: [[2, 3, 4, 2]],
      build: (x: Value) => ops.upsampleBilinear(x, ratio),
      oracle: (x: tf.Tensor) => tf.image.resizeBilinear(x as tf.Tensor4D, [3 * ratio, 4 * ratio], false, true),
      oracleGradient: false as const, // TensorFlow.js takes the height for the width there
    })),
  ],
  slice: [
    {
      inputs: [[3, 4, 5]],
      build: (x) => ops.slice(x, [1, 0, 2], [2, 4, 3]),
      oracle: (x) => tf.slice(x, [1, 0, 2], [2, 4, 3]),
    },
    { inputs: [[3, 6]], build: (x) => ops.split(x, [2, 4], -1)[1]!, oracle: (x) => tf.split(x, [2, 4], 1)[1]! },
  ],
  pad: [
    {
      inputs: [[3, 4]],
      build: (x) => ops.pad(x, [1, 0], [0, 2]),
      oracle: (x) =>
        tf.pad(x, [
          [1, 0],
          [0, 2],
        ]),
    },
  ],
  gather: [
    {
      title: 'in reflectPad',
      inputs: [[2, 3, 4, 2]],
      build: (x) => ops.reflectPad(x, { top: 1, bottom: 2, left: 3, right: 1 }),
      oracle: (x) =>
        tf.mirrorPad(
          x,
          [
            [0, 0],
            [1, 2],
            [3, 1],
            [0, 0],
          ],
          'reflect',
        ),
      oracleGradient: false, // TensorFlow.js' own leaves out what the mirror adds
    },
    {
      inputs: [[2, 4, 3]],
      build: (x) => ops.gather(x, [3, 0, 3, 1], 1),
      oracle: (x) => tf.gather(x, [3, 0, 3, 1], 1),
    },
    {
      title: 'with an index of two axes',
      inputs: [[5, 2]],
      build: (x) => ops.gather(x, [4, 0, 4, 1, 1, 4], 0, [3, 2]),
      oracle: (x) => tf.reshape(tf.gather(x, [4, 0, 4, 1, 1, 4], 0), [3, 2, 2]),
    },
    { title: 'in reverse', inputs: [[2, 4, 3]], build: (x) => ops.reverse(x, -1), oracle: (x) => tf.reverse(x, 2) },
  ],
  matmul: [
    ...[
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ].map(([transposeA, transposeB]) => ({
      title: `transposed ${transposeA}, ${transposeB}`,
      inputs: [transposeA ? [4, 3] : [3, 4], transposeB ? [5, 4] : [4, 5]],
      build: (a: Value, b: Value) => ops.matmul(a, b, { transposeA: transposeA!, transposeB: transposeB! }),
      oracle: (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, transposeA, transposeB),
    })),
    ...[
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ].map(([transposeA, transposeB]) => ({
      title: `in batches, transposed ${transposeA}, ${transposeB}`,
      inputs: [
        [2, ...(transposeA ? [4, 3] : [3, 4])],
        [2, ...(transposeB ? [5, 4] : [4, 5])],
      ],
      build: (a: Value, b: Value) => ops.matmul(a, b, { transposeA: transposeA!, transposeB: transposeB! }),
      oracle: (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, transposeA, transposeB),
    })),
    {
      title: 'of one matrix and a batch',
      inputs: [
        [3, 4],
        [2, 4, 5],
      ],
      build: (a, b) => ops.matmul(a, b),
      oracle: (a, b) => tf.matMul(tf.tile(tf.expandDims(a), [2, 1, 1]), b),
    },
    {
      title: 'in separable',
      inputs: [[2, 4, 3, 2]],
      build: (x) => ops.separable(x.graph, down, along, 2)(x),
      oracle: (x) => {
        const planes = tf.transpose(x, [0, 3, 1, 2]);
        const rows = tf.matMul(tf.tile(tf.tensor([[down]]), [2, 2, 1, 1]), planes);
        const mapped = tf.matMul(rows, tf.tile(tf.tensor([[along]]), [2, 2, 1, 1]), false, true);
        return tf.transpose(mapped, [0, 2, 3, 1]);
      },
    },
    {
      title: 'with a bias',
      inputs: [[3, 4], [4, 5], [5]],
      build: (x, kernel, bias) => ops.dense(x, kernel, bias),
      oracle: (x, kernel, bias) => tf.add(tf.matMul(x, kernel), bias),
    },
  ],
  conv2d: createConvCases((shape, output) => ({
    inputs: [shape.x, shape.kernel, [output[3]!]],
    build: (x, kernel, bias) => ops.conv2d(x, kernel, { ...shape, bias }),
    oracle: (x, kernel, bias) => tf.add(tfConv(shape)(x, kernel), bias),
  })),
  conv2dInputGradient: createConvCases((shape, output) => ({
    inputs: [output, shape.kernel],
    build: (dy, kernel) => ops.conv2dTranspose(dy, kernel, { ...shape, outputSize: [shape.x[1], shape.x[2]] }),
    oracle: (dy, kernel) =>
      tf.conv2dTranspose(dy as tf.Tensor4D, kernel as tf.Tensor4D, [...shape.x], shape.stride, shape.padding),
  })),
  conv2dFilterGradient: createConvCases((shape, output) => ({
    inputs: [shape.x, output],
    build: (x, dy) => filterGradient(x, dy, shape),
    oracle: (x, dy) => tf.grads(tfConv(shape))([x, tf.zeros([...shape.kernel])], dy)[1]!,
    oracleGradient: false,
  })),
  random: [
    {
      title: 'that counts for nothing',
      inputs: [[3, 4]],
      build: (x) => ops.add(x, ops.multiply(random(x.graph, 'normal', [3, 4]), 0)),
      oracle: (x) => tf.clone(x),
    },
  ],
};

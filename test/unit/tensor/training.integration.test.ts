import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { describe, expect, it } from 'vitest';
import { openTrainingSession } from '../../../src/runtime/trainingSession';
import {
  batchSize,
  buildSmallNetwork,
  drawBatches,
  type ParameterName,
  parameterShapes,
} from '../../support/tensor/smallNetwork';

const learningRate = 1e-3;
type Variables = Readonly<Record<ParameterName, tf.Variable>>;

/** The network of smallNetwork.ts as one would write it in TensorFlow.js. */
function reconstruct(v: Variables, side: 'a' | 'b', x: tf.Tensor4D): tf.Tensor {
  const conv = (input: tf.Tensor4D, name: 'encoder' | `${'a' | 'b'}/${'up' | 'out'}`, stride: number) =>
    tf.add(tf.conv2d(input, v[`${name}/kernel`] as tf.Tensor4D, stride, 'same'), v[`${name}/bias`]) as tf.Tensor4D;
  const fully = (input: tf.Tensor, name: 'inner' | 'outer') =>
    tf.add(tf.matMul(input, v[`${name}/kernel`]), v[`${name}/bias`]);
  const encoded = tf.leakyRelu(conv(x, 'encoder', 2), 0.1);
  const outer = fully(fully(tf.reshape(encoded, [batchSize, 128]), 'inner'), 'outer');
  const wide = tf.leakyRelu(conv(tf.reshape(outer, [batchSize, 4, 4, 4]), `${side}/up`, 1), 0.1);
  const blocks = tf.transpose(tf.reshape(wide, [batchSize, 4, 4, 2, 2, 8]), [0, 1, 3, 2, 4, 5]);
  return tf.sigmoid(conv(tf.reshape(blocks, [batchSize, 8, 8, 8]), `${side}/out`, 1));
}

function trainByTensorFlow(initial: ReadonlyMap<string, Float32Array>, data: ReturnType<typeof drawBatches>): number[] {
  const names = Object.keys(parameterShapes) as ParameterName[];
  const variables = Object.fromEntries(
    names.map((name) => [name, tf.variable(tf.tensor(initial.get(name)!.slice(), [...parameterShapes[name]]))]),
  ) as Variables;
  const optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-7);
  const pictures = (bytes: Uint8Array) =>
    tf.mul(tf.tensor4d(Float32Array.from(bytes), [batchSize, 8, 8, 3]), 1 / 255) as tf.Tensor4D;
  return data.map(({ xa, xb }) =>
    tf.tidy(() => {
      const error = (side: 'a' | 'b', x: tf.Tensor4D) => tf.mean(tf.abs(tf.sub(reconstruct(variables, side, x), x)));
      const total = () => tf.add(error('a', pictures(xa)), error('b', pictures(xb))) as tf.Scalar;
      return optimizer.minimize(total, true)!.dataSync()[0]!;
    }),
  );
}

describe('a training step', () => {
  it("follows TensorFlow.js' losses over 200 steps from the same weights and batches", async () => {
    const { step } = buildSmallNetwork();
    const session = await openTrainingSession(step, { seed: 2, threads: 1 });
    const initial = new Map([...(await session.readState())].map(([name, data]) => [name, data.slice()]));
    const data = drawBatches(200);
    const ours: number[] = [];
    for (const feeds of data) {
      const { a, b } = await session.step({ ...feeds }, learningRate);
      ours.push(a! + b!);
    }
    await session.release();

    const theirs = trainByTensorFlow(initial, data);
    const differences = ours.map((loss, index) => Math.abs(loss - theirs[index]!) / theirs[index]!);
    expect(differences[0]).toBeLessThan(1e-5);
    expect(Math.max(...differences.slice(0, 20))).toBeLessThan(1e-3);
    expect(Math.max(...differences)).toBeLessThan(0.03);
    expect(ours.at(-1)!).toBeLessThan(0.9 * ours[0]!);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { resolveTrainOptions } from '../../../src/training/settings/trainOptions';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it, vi } from 'vitest';
import { openTraining } from '../../../src/runtime/openTraining';
import { openTfjsTrainingSession } from '../../../src/runtime/tfjs/tfjsTrainingSession';
import { type Feeds, openTrainingSession, type TrainingSession } from '../../../src/runtime/trainingSession';
import { Graph, type TensorType, type Value } from '../../../src/tensor/graph';
import { heUniform, ones, zeros } from '../../../src/tensor/initializers';
import { conv2d, leakyRelu, log, mean, multiply, pixelShuffle, sigmoid } from '../../../src/tensor/ops';
import { adam } from '../../../src/tensor/optimizers/adam';
import { Random } from '../../../src/tensor/random';
import { countElements } from '../../../src/tensor/shapes';
import { buildTrainingStep, type TrainingStep } from '../../../src/tensor/trainingStep';
import type { Model } from '../../../src/training/models/model';
import { buildTrainingGraph } from '../../../src/training/step/trainingGraph';
import { installPackage, workingPackage } from '../../support/runtime/tfjsPackage';
import { computeRelativeError } from '../../support/tensor/evaluate';
import { buildSmallNetwork, drawBatches } from '../../support/tensor/smallNetwork';

interface Course {
  readonly losses: readonly Readonly<Record<string, number>>[];
  readonly state: ReadonlyMap<string, Float32Array>;
}

/** Trains and closes the session. */
async function train(session: TrainingSession, data: readonly Feeds[], learningRate = 1e-3): Promise<Course> {
  const losses: Readonly<Record<string, number>>[] = [];
  for (const feeds of data) losses.push(await session.step(feeds, learningRate));
  const state = new Map([...(await session.readState())].map(([name, content]) => [name, content.slice()]));
  await session.release();
  return { losses, state };
}

async function trainOnBoth(step: TrainingStep, data: readonly Feeds[]): Promise<{ onnx: Course; tfjs: Course }> {
  const onnx = await train(await openTrainingSession(step, { seed: 3, threads: 1 }), data);
  const tfjs = await train(await openTfjsTrainingSession(step, { tf, seed: 3 }), data);
  return { onnx, tfjs };
}

/** Largest difference of the losses, and of each state relative to its largest element. */
function expectAlike({ onnx, tfjs }: { onnx: Course; tfjs: Course }, tolerance: number): void {
  for (const [index, losses] of onnx.losses.entries()) {
    expect(Object.keys(tfjs.losses[index]!)).toEqual(Object.keys(losses));
    for (const [name, loss] of Object.entries(losses))
      expect(Math.abs(tfjs.losses[index]![name]! - loss), `${name} of step ${index}`).toBeLessThan(tolerance * loss);
  }
  expect([...tfjs.state.keys()]).toEqual([...onnx.state.keys()]);
  for (const [name, content] of onnx.state)
    expect(computeRelativeError(tfjs.state.get(name)!, content), name).toBeLessThan(tolerance);
}

/** Has the layer types of the real models: a step of the smallest real model takes a minute in TensorFlow.js on JavaScript. */
const createTinyModel = (size: number): Model => ({
  inputSize: size,
  outputSize: size,
  encode: (faces) => leakyRelu(layer(faces, 'encoder/conv', 8, 2), 0.1),
  decode: (code, side) => [sigmoid(layer(upscale(code, `decoder_${side}`), `decoder_${side}/face`, 3))],
  decodeMask: (code, side) => sigmoid(layer(upscale(code, `decoder_${side}/mask`), `decoder_${side}/mask`, 1)),
});

function upscale(code: Value, name: string): Value {
  return pixelShuffle(leakyRelu(layer(code, `${name}/upscale`, 16), 0.1));
}

function layer(x: Value, name: string, filters: number, stride = 1): Value {
  const kernel = x.graph.parameter(`${name}/kernel`, [3, 3, x.shape[3]!, filters], heUniform);
  return conv2d(x, kernel, { stride, bias: x.graph.parameter(`${name}/bias`, [filters], zeros) });
}

const data: readonly Feeds[] = drawBatches(8).map((feeds) => ({ ...feeds }));

describe('a training session on TensorFlow.js', () => {
  it.each<[string, Parameters<typeof buildSmallNetwork>[1]]>([
    ['the plain step', {}],
    ['weight decay', { weightDecay: 0.1 }],
    ['gradients accumulated over 3 steps', { accumulation: 3 }],
    ['gradients clipped by value', { clipping: { kind: 'value', limit: 1e-3 } }],
    ['gradients clipped by norm', { clipping: { kind: 'norm', limit: 1e-2 }, accumulation: 2 }],
    [
      'gradients clipped by global norm and a scaled loss',
      { clipping: { kind: 'globalNorm', limit: 0.1 }, usesLossScale: true },
    ],
    ['autoclip', { clipping: { kind: 'autoclip', percentile: 30, history: 3 } }],
    ['frozen layers', { trainable: (name) => !name.startsWith('encoder') }],
  ])("has ONNX Runtime's losses, weights and optimizer state over 8 steps: %s", async (_title, options) => {
    expectAlike(await trainOnBoth(buildSmallNetwork('cpu', options).step, data), 1e-3);
  });

  it.each([
    { size: 16, first: 'ssim', second: 'mse', third: 'flip', fourth: 'ffl' },
    { size: 48, first: 'ms_ssim', second: 'gmsd', third: 'laploss', fourth: 'l_inf_norm' },
    { size: 16, first: 'pixel_gradient_diff', second: 'smooth_loss', third: 'logcosh', fourth: 'mae' },
  ] as const)('trains faces by $first, $second, $third and $fourth as ONNX Runtime does', async (losses) => {
    const options = resolveTrainOptions({
      'global.loss': {
        loss_function: losses.first,
        loss_function_2: losses.second,
        loss_function_3: losses.third,
        loss_function_4: losses.fourth,
        learn_mask: true,
      },
    });
    const {
      total,
      lossA,
      lossB,
      lossParts: parts,
    } = buildTrainingGraph(createTinyModel(losses.size), options['global.loss'], 1);
    const step = buildTrainingStep({ loss: total, losses: { lossA, lossB, ...parts }, optimizer: adam() });
    const random = new Random(5);
    const createBytes = ({ shape }: TensorType) =>
      Uint8Array.from({ length: countElements(shape) }, () => random.uniform(0, 255));
    const faces = [1, 2].map(() =>
      Object.fromEntries(Object.entries(step.inputs).map(([name, input]) => [name, createBytes(input)])),
    );
    expectAlike(await trainOnBoth(step, faces), 1e-3);
  });

  it('continues from a state of ONNX Runtime', async () => {
    const { step } = buildSmallNetwork();
    const whole = await train(await openTrainingSession(step, { seed: 3 }), data);
    const { state } = await train(await openTrainingSession(step, { seed: 3 }), data.slice(0, 5));
    const resumed = await openTfjsTrainingSession(step, { tf, state, iteration: 5 });
    const rest = await train(resumed, data.slice(5));
    expect(resumed.iteration).toBe(8);
    expectAlike({ onnx: { ...whole, losses: whole.losses.slice(5) }, tfjs: rest }, 1e-3);
    const wrong = new Map([['encoder/bias', new Float32Array(3)]]);
    await expect(openTfjsTrainingSession(step, { tf, state: wrong })).rejects.toThrow(
      'encoder/bias has 3 elements, not [8]',
    );
  });

  it('is what engine = tfjs opens, from the package that is found', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'engine-'));
    try {
      await installPackage(folder, 'tfjs-node', workingPackage);
      vi.stubEnv('FACESWAP_TFJS', folder);
      const warnings: string[] = [];
      const { session, device, stepsPerCall } = await openTraining(() => buildSmallNetwork().step, {
        runtime: { ...resolveTrainOptions().runtime, engine: 'tfjs', device: 'webgpu' },
        start: async () => ({ seed: 3 }),
        tfjs: { onWarning: (message) => warnings.push(message) },
      });
      expect(warnings).toEqual([expect.stringContaining('device = webgpu in train.ini has no effect')]);
      expect({ name: device.name, stepsPerCall }).toEqual({ name: '@tensorflow/tfjs-node', stepsPerCall: 1 });
      const onnx = await train(await openTrainingSession(buildSmallNetwork().step, { seed: 3 }), data.slice(0, 2));
      expectAlike({ onnx, tfjs: await train(session, data.slice(0, 2)) }, 1e-3);
    } finally {
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true });
    }
  });

  it('changes nothing in a step whose loss is NaN', async () => {
    const graph = new Graph();
    const weight = graph.parameter('weight', [4], ones);
    const loss = mean(log(multiply(weight, graph.input('x', [4]))));
    const step = buildTrainingStep({ loss, losses: { loss }, optimizer: adam() });
    const session = await openTfjsTrainingSession(step, { tf });
    const { finite } = await session.step({ x: Float32Array.of(1, 1, -1, 1) }, 0.5);
    expect({ finite, iteration: session.iteration }).toEqual({ finite: 0, iteration: 0 });
    const state = Object.fromEntries([...(await session.readState())].map(([name, content]) => [name, [...content]]));
    expect(state).toEqual({ weight: [1, 1, 1, 1], 'weight:m': [0, 0, 0, 0], 'weight:v': [0, 0, 0, 0] });
    expect(await session.step({ x: new Float32Array(4).fill(1) }, 0.5)).toMatchObject({ finite: 1 });
    expect((await session.readState()).get('weight')![0]).toBeCloseTo(0.5, 4);
    await session.release();
  });

  it('keeps no more tensors after a step than before, and none once it is released', async () => {
    const atFirst = tf.memory().numTensors;
    const { step } = buildSmallNetwork('cpu', { accumulation: 2, clipping: { kind: 'norm', limit: 1 } });
    const session = await openTfjsTrainingSession(step, { tf });
    await session.step(data[0]!, 1e-3);
    const { numTensors, numBytes } = tf.memory();
    for (const feeds of data) await session.step(feeds, 1e-3);
    await expect(session.step({}, 1e-3)).rejects.toThrow('input xa is uint8[2, 8, 8, 3], fed with no elements');
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    await session.release();
    expect(tf.memory().numTensors).toBe(atFirst);
  });
});

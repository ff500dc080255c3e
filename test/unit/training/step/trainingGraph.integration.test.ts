import { describe, expect, it } from 'vitest';
import { createModel } from '../../../../scripts/createModel';
import { openInferenceSession } from '../../../../src/runtime/inferenceSession';
import { type Graph, getName } from '../../../../src/tensor/graph';
import { buildInference } from '../../../../src/tensor/inferenceModel';
import { averagePool } from '../../../../src/tensor/ops';
import { Random } from '../../../../src/tensor/random';
import { buildSwapGraph } from '../../../../src/training/models/inferenceGraphs';
import { decodeFace, type Model } from '../../../../src/training/models/model';
import type { SomeTrainOptions } from '../../../../src/training/settings/trainOptions';
import { resolveTrainOptions } from '../../../../src/training/settings/trainOptions';
import { buildTrainingGraph } from '../../../../src/training/step/trainingGraph';

const random = new Random(31);
const createBytes = (count: number) => Uint8Array.from({ length: count }, () => random.integer(256));
const batch = 2;
const feeds: Readonly<Record<string, Uint8Array>> = Object.fromEntries(
  ['input', 'target', 'masks'].flatMap((name) =>
    ['a', 'b'].map((side) => [`${name}_${side}`, createBytes(batch * 64 * 64 * 3)] as const),
  ),
);

/** Random weights, the same for the same name. */
function createWeights({ parameters }: Graph): Map<string, Float32Array> {
  return new Map(
    parameters.map((parameter) => {
      const name = getName(parameter);
      const seeded = new Random([...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 2 ** 31);
      const size = parameter.shape.reduce((a, b) => a * b, 1);
      return [name, Float32Array.from({ length: size }, () => seeded.uniform(-0.05, 0.05))];
    }),
  );
}

/** A model that is trained to draw faces of half the size, too. */
function shrinkFaces(model: Model): Model {
  return {
    ...model,
    decode(code, side) {
      const face = decodeFace(model, code, side);
      return [averagePool(face, 2), face];
    },
  };
}

const keepModel = (model: Model) => model;

async function run(options: SomeTrainOptions['global.loss'], changed = keepModel): Promise<Record<string, number>> {
  const resolved = resolveTrainOptions({ 'global.loss': options });
  const model = changed(createModel('nimble', resolved));
  const { graph, lossA, lossB, total, lossParts: parts } = buildTrainingGraph(model, resolved['global.loss'], batch);
  const built = buildInference({ lossA, lossB, total, ...parts });
  const session = await openInferenceSession(built, { threads: 1, weights: createWeights(graph) });
  const used = Object.fromEntries(Object.keys(built.inputs).map((name) => [name, feeds[name]!]));
  const results = await session.run(used);
  await session.release();
  return Object.fromEntries(Object.entries(results).map(([name, [value]]) => [name, value as number]));
}

/** Returns the face and mask that the model draws from the inputs of side A, 0..1 rounded to bytes. */
async function reconstructA(): Promise<{ face: Uint8Array; mask: Uint8Array }> {
  const { graph, swapped, mask } = buildSwapGraph(createModel('nimble', resolveTrainOptions()), 'a', batch);
  const session = await openInferenceSession(buildInference({ swapped, mask }), {
    threads: 1,
    weights: createWeights(graph),
  });
  const made = await session.run({ faces: feeds.input_a! });
  await session.release();
  return { face: made.swapped as Uint8Array, mask: made.mask as Uint8Array };
}

describe('the graph of a training step', () => {
  it('adds up to four losses by their weights, and reports the mean of each', async () => {
    const results = await run({
      loss_function: 'mae',
      loss_function_2: 'l_inf_norm',
      loss_weight_2: 30,
      loss_function_3: 'gmsd',
      loss_weight_3: 250,
    });
    const { lossA, lossB, total, ...parts } = results as Record<string, number>;
    expect(Object.keys(parts)).toEqual(['mae_a', 'mae_b', 'l_inf_norm_a', 'l_inf_norm_b', 'gmsd_a', 'gmsd_b']);
    expect(lossA).toBeCloseTo(parts.mae_a! + 0.3 * parts.l_inf_norm_a! + 2.5 * parts.gmsd_a!, 5);
    expect(lossB).toBeCloseTo(parts.mae_b! + 0.3 * parts.l_inf_norm_b! + 2.5 * parts.gmsd_b!, 5);
    expect(total).toBeCloseTo(lossA! + lossB!, 5);
  });

  it.each([
    ['mae', (error: number) => Math.abs(error)],
    ['mse', (error: number) => error * error],
  ] as const)('with learn_mask adds the %s between the drawn mask and that of the face', async (name, formula) => {
    const options = { loss_function: 'mae', loss_weight_2: 0, mask_loss_function: name } as const;
    const [plain, learning] = [await run(options), await run({ ...options, learn_mask: true })];
    const { mask } = await reconstructA();
    let sum = 0;
    for (const [i, drawn] of mask.entries()) sum += formula((drawn - feeds.masks_a![3 * i]!) / 255);
    expect(learning.mask_a).toBeCloseTo(sum / mask.length, 2);
    expect(learning.mask_b).toBeGreaterThan(0);
    expect(learning.lossA).toBeCloseTo(plain.lossA! + learning.mask_a!, 5);
    expect(learning.lossB).toBeCloseTo(plain.lossB! + learning.mask_b!, 5);
  });

  it('compares what the model draws with the target, both blue first', async () => {
    const { mae_a } = await run({ loss_function: 'mae', loss_weight_2: 0, penalized_mask_loss: false });
    const { face } = await reconstructA();
    let sum = 0;
    for (const [i, value] of face.entries()) sum += Math.abs(value - feeds.target_a![i]!) / 255;
    expect(mae_a).toBeCloseTo(sum / face.length, 3);
  });

  it('adds the losses of all pictures of a decoder, and compares small ones with the averaged target', async () => {
    const options = { loss_function: 'mae', loss_weight_2: 0, eye_multiplier: 1, mouth_multiplier: 1 } as const;
    const [large, both] = [await run(options), await run(options, shrinkFaces)];
    const { face } = await reconstructA();
    let sum = 0;
    for (let pixel = 0; pixel < batch * 32 * 32; pixel++) {
      const [n, y, x] = [Math.floor(pixel / 1024), Math.floor(pixel / 32) % 32, pixel % 32];
      const [first, second] = [0, 1].map((row) => ((n * 64 + 2 * y + row) * 64 + 2 * x) * 3) as [number, number];
      const computeMean = (bytes: Uint8Array, channel: number) =>
        (bytes[first + channel]! +
          bytes[first + 3 + channel]! +
          bytes[second + channel]! +
          bytes[second + 3 + channel]!) /
        (4 * 255);
      const share = computeMean(feeds.masks_a!, 0);
      for (let c = 0; c < 3; c++) sum += share * Math.abs(computeMean(face, c) - computeMean(feeds.target_a!, c));
    }
    expect(both.mae_a! - large.mae_a!).toBeCloseTo(sum / (batch * 32 * 32 * 3), 3);
    expect(both.lossA).toBeCloseTo(both.mae_a!, 5);
  });
});

import { describe, expect, it } from 'vitest';
import { resolveTrainOptions, type SomeTrainOptions } from '../../../src/options/trainOptions';
import { openInferenceSession } from '../../../src/runtime/inferenceSession';
import { Random } from '../../../src/shared/random';
import { type Graph, nameOf } from '../../../src/tensor/graph';
import { buildInference } from '../../../src/tensor/inferenceModel';
import { nimble } from '../../../src/training/models/nimble';
import { swapGraph, trainingGraph } from '../../../src/training/trainingGraph';

const random = new Random(31);
const bytes = (count: number) => Uint8Array.from({ length: count }, () => random.integer(256));
const batch = 2;
const feeds: Readonly<Record<string, Uint8Array>> = Object.fromEntries(
  ['input', 'target', 'masks'].flatMap((name) =>
    ['a', 'b'].map((side) => [`${name}_${side}`, bytes(batch * 64 * 64 * 3)] as const),
  ),
);

/** Random weights, the same for the same name. */
function weightsOf({ parameters }: Graph): Map<string, Float32Array> {
  return new Map(
    parameters.map((parameter) => {
      const name = nameOf(parameter);
      const seeded = new Random([...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 2 ** 31);
      const size = parameter.shape.reduce((a, b) => a * b, 1);
      return [name, Float32Array.from({ length: size }, () => seeded.uniform(-0.05, 0.05))];
    }),
  );
}

async function run(options: SomeTrainOptions['global.loss']): Promise<Record<string, number>> {
  const resolved = resolveTrainOptions({ 'global.loss': options });
  const { graph, lossA, lossB, total, parts } = trainingGraph(nimble.create(resolved), resolved['global.loss'], batch);
  const model = buildInference({ lossA, lossB, total, ...parts });
  const session = await openInferenceSession(model, { threads: 1, weights: weightsOf(graph) });
  const used = Object.fromEntries(Object.keys(model.inputs).map((name) => [name, feeds[name]!]));
  const results = await session.run(used);
  await session.release();
  return Object.fromEntries(Object.entries(results).map(([name, [value]]) => [name, value as number]));
}

/** What the model makes of side A's inputs: face and mask, 0..1 to the nearest byte. */
async function madeOfA(): Promise<{ face: Uint8Array; mask: Uint8Array }> {
  const { graph, swapped, mask } = swapGraph(nimble.create(resolveTrainOptions()), 'a', batch);
  const session = await openInferenceSession(buildInference({ swapped, mask }), {
    threads: 1,
    weights: weightsOf(graph),
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
    const { mask } = await madeOfA();
    let sum = 0;
    for (const [i, drawn] of mask.entries()) sum += formula((drawn - feeds.masks_a![3 * i]!) / 255);
    expect(learning.mask_a).toBeCloseTo(sum / mask.length, 2);
    expect(learning.mask_b).toBeGreaterThan(0);
    expect(learning.lossA).toBeCloseTo(plain.lossA! + learning.mask_a!, 5);
    expect(learning.lossB).toBeCloseTo(plain.lossB! + learning.mask_b!, 5);
  });

  it('compares what the model draws with the target, both blue first', async () => {
    const { mae_a } = await run({ loss_function: 'mae', loss_weight_2: 0, penalized_mask_loss: false });
    const { face } = await madeOfA();
    let sum = 0;
    for (const [i, value] of face.entries()) sum += Math.abs(value - feeds.target_a![i]!) / 255;
    expect(mae_a).toBeCloseTo(sum / face.length, 3);
  });
});

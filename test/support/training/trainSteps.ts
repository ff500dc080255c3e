import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModel } from '../../../scripts/createModel';
import { openInferenceSession } from '../../../src/runtime/inferenceSession';
import { openTrainingSession } from '../../../src/runtime/trainingSession';
import { buildInference } from '../../../src/tensor/inferenceModel';
import { buildTrainingStep } from '../../../src/tensor/trainingStep';
import { buildSwapGraph } from '../../../src/training/models/inferenceGraphs';
import type { Model } from '../../../src/training/models/model';
import type { TrainerName } from '../../../src/training/models/models';
import { resolveTrainOptions, type SomeTrainOptions } from '../../../src/training/settings/trainOptions';
import { createUpdatePolicy } from '../../../src/training/step/optimizerChoice';
import { buildTrainingGraph } from '../../../src/training/step/trainingGraph';
import { readSafetensors, writeSafetensors } from '../../../src/training/store/safetensors';
import { buildCheckpointTensors } from '../../../src/training/store/sessionState';
import { cutSampleFace, sampleFaces } from '../faces/samplePhotos';

/** Faces of two people. */
const people = sampleFaces.slice(0, 2);

export interface TrainedSteps {
  /** Sum of both sides' losses before each update. */
  readonly losses: readonly number[];
  /** B turned into A, with the trained weights and with the weights read from their file. */
  readonly swapped: Uint8Array;
  readonly swappedAfterLoading: Uint8Array;
}

/** Trains a new model on one face of each side for some steps, saves it and loads it. */
export async function trainSteps(
  name: TrainerName,
  given: SomeTrainOptions,
  steps = 10,
  learningRate = 5e-4,
): Promise<TrainedSteps> {
  const options = resolveTrainOptions(given);
  const model = createModel(name, options);
  const { total, lossA, lossB } = buildTrainingGraph(model, options['global.loss'], 1);
  const policy = createUpdatePolicy(options['global.optimizer']);
  const step = buildTrainingStep({ loss: total, losses: { lossA, lossB }, ...policy });
  const feeds = await readFaces(model);
  const session = await openTrainingSession(step, { seed: 3, threads: 1 });
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const { lossA, lossB } = await session.step(feeds, learningRate);
    losses.push(lossA! + lossB!);
  }
  const state = await session.readState();
  const swapped = await swapFaces(model, state, feeds.input_b!);
  const { weights } = buildCheckpointTensors(step, { state, iteration: steps, adaptiveState: session.adaptiveState });
  const folder = await mkdtemp(join(tmpdir(), 'model-'));
  await writeSafetensors(join(folder, 'weights.safetensors'), weights);
  await session.release();
  const loaded = await readSafetensors(join(folder, 'weights.safetensors'));
  await rm(folder, { recursive: true });
  const arrays = new Map([...loaded].map(([key, { data }]) => [key, data]));
  return { losses, swapped, swappedAfterLoading: await swapFaces(model, arrays, feeds.input_b!) };
}

async function swapFaces(model: Model, weights: ReadonlyMap<string, Float32Array>, faces: Uint8Array) {
  const { swapped } = buildSwapGraph(model, 'a', 1);
  const session = await openInferenceSession(buildInference({ swapped }), { threads: 1, weights });
  const output = await session.run({ faces });
  await session.release();
  return (output.swapped as Uint8Array).slice();
}

async function readFaces({ inputSize, outputSize }: Model): Promise<Readonly<Record<string, Uint8Array>>> {
  const sides = await Promise.all(
    people.map(async (person, i) => {
      const side = 'ab'[i]!;
      const sized = async (edge: number) =>
        new Uint8Array(
          await cutSampleFace(person).resize(edge, edge).removeAlpha().toColourspace('srgb').raw().toBuffer(),
        );
      return [
        [`input_${side}`, await sized(inputSize)],
        [`target_${side}`, await sized(outputSize)],
        [`masks_${side}`, new Uint8Array(outputSize ** 2 * 3).fill(255)],
      ] as const;
    }),
  );
  return Object.fromEntries(sides.flat());
}

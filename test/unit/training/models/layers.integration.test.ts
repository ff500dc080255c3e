import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TrainStageOptions } from '../../../../src/stages/train/run';
import { readCheckpoint } from '../../../../src/training/store/checkpoint';
import type { NamedTensors } from '../../../../src/training/store/safetensors';
import { joinLogMessages, TrainingFixture } from '../../../support/training/trainingFixture';

const training = new TrainingFixture();

/** Trains to the end; returns the weights and the log messages. */
async function trainAndRead(modelDir: string, iterations: number, rest: Partial<TrainStageOptions> = {}) {
  const { run, events } = await training.trainHere(training.request(modelDir, iterations, rest));
  await run;
  const { state, weights, optimizer } = await readCheckpoint(modelDir, 'nimble');
  return { state, weights, optimizer, said: joinLogMessages(events) };
}

const selectPart = (weights: NamedTensors, beginning: string) =>
  new Map([...weights].filter(([name]) => name.startsWith(beginning)));

describe('frozen layers', () => {
  it('do not change while the others learn, and learn again when they are unfrozen', async () => {
    const model = join(training.folder, 'model');
    const first = await trainAndRead(model, 2);
    const second = await trainAndRead(model, 4, { freezeWeights: true });
    expect(selectPart(second.weights, 'encoder')).toEqual(selectPart(first.weights, 'encoder'));
    for (const name of ['decoder_a/face/kernel', 'decoder_b/upscale_0/kernel'])
      expect(second.weights.get(name)).not.toEqual(first.weights.get(name));
    expect([...second.optimizer!.keys()].some((name) => name.startsWith('encoder'))).toBe(false);

    const third = await trainAndRead(model, 5, { freezeLayers: 'decoder_a, decoder_b/face' });
    expect(selectPart(third.weights, 'decoder_a')).toEqual(selectPart(second.weights, 'decoder_a'));
    expect(selectPart(third.weights, 'decoder_b/face')).toEqual(selectPart(second.weights, 'decoder_b/face'));
    for (const name of ['encoder/conv_0/kernel', 'decoder_b/upscale_0/kernel'])
      expect(third.weights.get(name)).not.toEqual(second.weights.get(name));
  });

  it.each([
    ['encodr', /no layer whose name starts with "encodr"\. It has: encoder, decoder_a, decoder_b/],
    ['encoder,decoder', /All layers are frozen/],
  ])('are refused in a sentence: %s', async (freezeLayers, sentence) => {
    await expect(trainAndRead(join(training.folder, 'model'), 1, { freezeLayers })).rejects.toThrow(sentence);
  });
});

describe('weights for a new model', () => {
  it('are loaded from a folder of pretrained ones, layer by layer, with a report of loaded and skipped layers', async () => {
    const source = await trainAndRead(join(training.folder, 'source'), 1);
    const pretrained = join(training.folder, 'pretrained');
    await mkdir(pretrained);
    await cp(join(training.folder, 'source'), join(pretrained, 'people'), { recursive: true });
    await writeFile(join(pretrained, 'notes.txt'), 'not weights');

    const options = { loadWeights: pretrained, loadLayers: 'encoder,decoder_b', freezeWeights: true, seed: 6 };
    const { weights, state, said } = await trainAndRead(join(training.folder, 'new'), 1, options);
    expect(state.iterations).toBe(1);
    expect(selectPart(weights, 'encoder')).toEqual(selectPart(source.weights, 'encoder'));
    expect(said).toMatch(/Loaded 11 layers from .*people \(encoder, decoder_b\)\./);

    const again = await trainAndRead(join(training.folder, 'new'), 2, options);
    expect(again.said).toMatch(/already contains a model. It keeps its own weights/);
  });

  it('of another model are loaded where they fit, here nowhere; a damaged file and an empty folder are reported', async () => {
    await trainAndRead(join(training.folder, 'source'), 1);
    const startTraining = (loadWeights: string, trainer = 'nimble') =>
      trainAndRead(join(training.folder, 'new'), 1, { loadWeights, trainer });
    await expect(startTraining(join(training.folder, 'source'), 'lightweight')).rejects.toThrow(
      /No weights in .*source match/,
    );
    await expect(startTraining(training.faces)).rejects.toThrow(/There are no weights in/);
    await expect(startTraining(join(training.folder, 'nowhere'))).rejects.toThrow(/There are no weights in/);
    await writeFile(join(training.folder, 'a.safetensors'), 'no tensors at all');
    await expect(startTraining(join(training.folder, 'a.safetensors'))).rejects.toThrow(/a\.safetensors is damaged/);
  });
});

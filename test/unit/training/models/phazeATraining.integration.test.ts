import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCheckpoint } from '../../../../src/training/store/checkpoint';
import type { NamedTensors } from '../../../../src/training/store/safetensors';
import { joinLogMessages, TrainingFixture } from '../../../support/training/trainingFixture';

const training = new TrainingFixture();

/** The smallest that the options allow. */
const small = {
  output_size: 64,
  enable_gblock: 'False',
  bottleneck_size: 128,
  bottleneck_norm: 'instance',
  fc_min_filters: 16,
  fc_max_filters: 128,
  fc_upsamples: 0,
  dec_max_filters: 256,
  dec_min_filters: 16,
  dec_res_blocks: 0,
  dec_filter_slope: -0.9,
  fs_original_min_filters: 16,
  fs_original_max_filters: 256,
};

async function trainAndRead(modelDir: string, iterations: number, options: object, freezeWeights = false) {
  const config = join(training.folder, 'train.ini');
  const lines = Object.entries({ ...small, ...options }).map(([key, value]) => `${key} = ${value}\n`);
  await writeFile(config, `[model.phaze_a]\n${lines.join('')}`);
  const wishes = { trainer: 'phaze_a', config, freezeWeights, batchSize: 1 };
  const { run, events } = await training.trainHere(training.request(modelDir, iterations, wishes));
  await run;
  const { weights, state } = await readCheckpoint(modelDir, 'phaze_a');
  return { weights, state, said: joinLogMessages(events) };
}

const selectPart = (weights: NamedTensors, beginning: string) =>
  new Map([...weights].filter(([name]) => name.startsWith(beginning)));

it('phaze_a freezes the parts that its option names, applies a new dropout in a session, and keeps its other options', async () => {
  const modelDir = join(training.folder, 'model');
  const first = await trainAndRead(modelDir, 1, {});
  const changes = { fc_dropout: 0.3, fc_dimensions: 8, freeze_layers: "['encoder', 'fc_a']" };
  const second = await trainAndRead(modelDir, 2, changes, true);
  expect(second.state.iterations).toBe(2);
  for (const frozen of ['encoder', 'fc_a'])
    expect(selectPart(second.weights, frozen)).toEqual(selectPart(first.weights, frozen));
  for (const free of ['fc_b/', 'decoder_both/']) {
    expect(selectPart(second.weights, free).size).toBeGreaterThan(0);
    expect(selectPart(second.weights, free)).not.toEqual(selectPart(first.weights, free));
  }
  expect(second.said).toMatch(/fc_dimensions = 8 has no effect: the model was created with 4 and keeps it/);
  expect(second.said).not.toMatch(/fc_dropout/);

  await expect(trainAndRead(modelDir, 3, {}, true)).rejects.toThrow(
    /no layer whose name starts with "keras_encoder"\. It has: encoder, fc_a, decoder_both, fc_b/,
  );
});

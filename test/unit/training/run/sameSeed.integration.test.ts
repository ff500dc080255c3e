import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { getLossLogPath } from '../../../../src/training/store/lossLog';
import { TrainingFixture } from '../../../support/training/trainingFixture';

const training = new TrainingFixture();
const iterations = 100;

/** Trains a new model, and returns the losses of each iteration as its log has them, without the times. */
async function listLosses(name: string, seed: number, count = iterations): Promise<string[]> {
  const modelDir = join(training.folder, name);
  const request = training.request(modelDir, count, { seed, threads: 2, saveInterval: 50, batchSize: 1 });
  await (await training.trainHere(request)).run;
  const [, ...lines] = (await readFile(getLossLogPath(modelDir), 'utf8')).trim().split('\n');
  return lines.map((line) => line.replace(/,\d+\.\d,/, ','));
}

it('the same seed, faces and settings give the same losses for a hundred iterations, another seed gives others', async () => {
  const first = await listLosses('a', 5);
  expect(first).toHaveLength(iterations);
  expect(await listLosses('b', 5)).toEqual(first);
  expect(await listLosses('c', 6, 2)).not.toEqual(first.slice(0, 2));
});

import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TrainStageOptions, train } from '../../../src/stages/train/run';
import { openSwapper } from '../../../src/training/inference/swapper';
import { createNoisePng, writeFaces } from '../../support/training/syntheticFaces';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'train-'));
  await writeFaces(join(folder, 'a'), 2);
  await writeFaces(join(folder, 'b'), 2);
  await mkdir(join(folder, 'empty'));
  await mkdir(join(folder, 'photos'));
  await writeFile(join(folder, 'photos', 'me.png'), await createNoisePng(1, 64));
  await writeFile(join(folder, 'bad.ini'), '[global]\ncoverage = much\n');
  await mkdir(join(folder, 'other'));
  await writeFile(join(folder, 'other', 'original_state.json'), '{}');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the train stage', () => {
  it.each<[Partial<Record<keyof TrainStageOptions, string | number>>, RegExp]>([
    [{ trainer: 'orignal' }, /There is no trainer orignal\. Choose one of original, lightweight, nimble/],
    [{ batchSize: 0 }, /--batch-size must be a whole number from 1 to 256, not 0/],
    [{ batchSize: 2.5 }, /--batch-size must be a whole number/],
    [{ iterations: -1 }, /--iterations must be a whole number/],
    [{ saveInterval: 0 }, /--save-interval must be a whole number/],
    [{ config: 'bad.ini' }, /bad\.ini, line 2: coverage must be a number, not "much"/],
    [{ preset: 'original-lowmen' }, /There is no preset original-lowmen. Did you mean original-lowmem/],
    [{ preset: 'original-lowmem' }, /The preset original-lowmem is for the trainer original, not for nimble/],
    [{ config: 'none.ini' }, /There is no file .*none\.ini/],
    [{ inputA: 'nowhere' }, /nowhere/],
    [{ inputB: 'empty' }, /empty has no face PNGs/],
    [{ inputB: 'photos' }, /me\.png/],
    [{ modelDir: 'other' }, /other contains a model of the trainer original\. Train it with original/],
  ])('answers %j with one clear sentence, and writes nothing', async (change, sentence) => {
    const paths = { inputA: 'a', inputB: 'b', modelDir: 'model' };
    const options = { ...paths, trainer: 'nimble', iterations: 1, ...change };
    for (const key of ['inputA', 'inputB', 'modelDir', 'config'] as const)
      if (key in options) Object.assign(options, { [key]: join(folder, String((options as never)[key])) });
    const before = await readdir(folder, { recursive: true });
    const run = train(options as unknown as TrainStageOptions, {
      signal: new AbortController().signal,
      emit: () => undefined,
    });
    await expect(run).rejects.toThrow(sentence);
    await expect(run).rejects.toMatchObject({ name: 'UserError' });
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });
});

describe('a model for convert', () => {
  it('that is missing is reported with a clear sentence', async () => {
    await expect(openSwapper(join(folder, 'empty'))).rejects.toThrow(/There is no model in .*empty\. Train one first/);
  });
});

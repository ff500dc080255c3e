import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findExpectedPace } from '../../../../src/training/run/expectedPace';
import { createPaceObserver } from '../../../../src/training/store/measuredPaces';

let folder: string;
const before = process.env.FACESWAP_STATE;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paces-'));
  process.env.FACESWAP_STATE = folder;
});
afterEach(async () => {
  if (before === undefined) delete process.env.FACESWAP_STATE;
  else process.env.FACESWAP_STATE = before;
  await rm(folder, { recursive: true, force: true });
});

const machine = { device: 'cpu', name: '', threads: 2 };

/** Observes a training of so many iterations a second, up to its save. */
async function train(modelDir: string, trainer: string, stepsPerSecond: number, iterations = 100): Promise<void> {
  const observer = createPaceObserver({ modelDir, trainer, device: 'cpu', batchSize: 16 });
  for (let iteration = 1; iteration <= iterations; iteration++)
    observer.onIteration!({ iteration, seconds: iteration / stepsPerSecond } as never);
  await observer.onSave!({} as never);
}

it('the pace of a training is an estimate until this machine has trained such a model, then what it measured', async () => {
  expect(await findExpectedPace('nimble', machine)).toEqual({ stepsPerSecond: 83 / 16, isMeasured: false });
  await train('/models/one', 'nimble', 4);
  await train('/models/two', 'nimble', 8);
  await train('/models/short', 'nimble', 100, 5);
  const find = async (...model: [string?]) => (await findExpectedPace('nimble', machine, ...model))?.stepsPerSecond;
  expect(await find('/models/one')).toBeCloseTo(4);
  expect(await find('/models/new')).toBeCloseTo(8);
  expect(await findExpectedPace('nimble', { ...machine, device: 'webgpu' })).toMatchObject({ isMeasured: false });
  await train('/models/parts', 'phaze_a', 1);
  expect(await findExpectedPace('phaze_a', machine, '/models/other')).toMatchObject({ isMeasured: false });
});

it('a damaged file of paces is as good as none, and is written again', async () => {
  await writeFile(join(folder, 'paces.json'), '[{"modelDir": 1}]');
  expect(await findExpectedPace('nimble', machine)).toMatchObject({ isMeasured: false });
  await train('/models/one', 'nimble', 4);
  expect(await findExpectedPace('nimble', machine)).toMatchObject({ isMeasured: true });
});

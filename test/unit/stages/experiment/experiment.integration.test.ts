import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../../src/shared/jobEvents';
import { checkOutputs } from '../../../../src/stages/checkOutputs';
import { experiment } from '../../../../src/stages/experiment/run';
import { writeFaces } from '../../../support/training/syntheticFaces';
import { joinLogMessages, TrainingFixture } from '../../../support/training/trainingFixture';

const training = new TrainingFixture();

beforeAll(async () => {
  for (const side of ['a', 'b']) await writeFaces(join(training.faces, side), 80);
}, 60_000);

/** The experiment of all tests of this file. */
const getFolder = () => join(training.faces, 'experiment');

const optionsFor = (rest: object = {}) => ({
  inputA: join(training.faces, 'a'),
  inputB: join(training.faces, 'b'),
  output: getFolder(),
  grid: 'optimizer = adam, adabelief',
  trainer: 'nimble' as const,
  batchSize: 2,
  iterations: 4,
  seeds: 2,
  judgeBy: 'ssim' as const,
  holdOut: 10,
  saveInterval: 3,
  threads: 1,
  loaderModule: training.program.loaderModule,
  ...rest,
});

async function run(rest: object = {}, onEvent: (event: JobEvent, stop: () => void) => void = () => undefined) {
  const controller = new AbortController();
  const events: JobEvent[] = [];
  const emit = (event: JobEvent) => {
    events.push(event);
    onEvent(event, () => controller.abort());
  };
  const summary = experiment(optionsFor(rest), { signal: controller.signal, emit });
  return { summary: await summary.catch((error: Error) => error), events };
}

const readRecord = () => JSON.parse(readFileSync(join(getFolder(), 'experiment.json'), 'utf8'));
const listStarted = (events: readonly JobEvent[]) =>
  [...joinLogMessages(events).matchAll(/^Run (\d) of 4: (.*)$/gm)].map(([, number, name]) => `${number} ${name}`);

describe('an experiment', () => {
  it('is continued after it was stopped in the middle of a run, and ends as if it had not been', async () => {
    let saves = 0;
    const stopped = await run({}, (event, stop) => {
      if (event.type === 'saved' && ++saves === 3) stop(); // the first save of the second run
    });
    expect(stopped.summary).toMatchObject({ name: 'CanceledError' });
    expect(readRecord().runs).toMatchObject([{ setting: 1, seed: 1, iterations: 4 }]);
    const { summary, events } = await run();
    expect(listStarted(events)).toEqual([
      '2 optimizer = adabelief, seed 1',
      '3 optimizer = adabelief, seed 2',
      '4 optimizer = adam, seed 2',
    ]);
    expect(readRecord().runs.map((one: object) => ({ ...one, iterationsPerSecond: 0 }))).toEqual(
      [1, 2, 2, 1].map((setting, i) => ({ setting, seed: i < 2 ? 1 : 2, iterations: 4, iterationsPerSecond: 0 })),
    );
    expect(summary).toMatchObject({
      runs: 4,
      settings: [{ setting: '1: optimizer = adam', ssim: expect.stringMatching(/^-?0\.\d+ ± 0/) }, {}],
    });
    const page = readFileSync(join(getFolder(), 'experiment.html'), 'utf8');
    expect(page).toContain('optimizer = adabelief');
    expect(page).not.toMatch(/<script|<link|https?:/);
    const again = await run();
    expect(listStarted(again.events)).toEqual([]);
    await expect(checkOutputs('experiment', optionsFor())).resolves.toBeUndefined();
  });

  it('starts nothing when a setting cannot be built, and says which', async () => {
    const { summary, events } = await run({
      grid: 'loss_function_2 = mse, lpips_alex',
      output: join(training.folder, 'other'),
    });
    expect((summary as Error).message).toMatch(
      /^Setting 2 \(loss_function_2 = lpips_alex\) cannot be trained: lpips_alex needs its network/,
    );
    expect(listStarted(events)).toEqual([]);
    expect(existsSync(join(training.folder, 'other'))).toBe(false);
  });

  it('of a thousand runs asks first', async () => {
    const values = Array.from({ length: 500 }, (_, i) => (i + 1) / 1e5);
    const { summary } = await run({
      grid: `learning_rate = ${values.join(', ')}`,
      output: join(training.folder, 'other'),
    });
    expect((summary as Error).message).toMatch(/This experiment has 1000 runs\. Add --accept-long/);
  });

  it('is not continued with other options, nor in a folder of other files', async () => {
    for (const [rest, difference] of [
      [{ iterations: 2 }, 'has iterations = 4, not 2'],
      [{ grid: 'optimizer = adabelief, adam' }, 'as its setting 1'],
      [{ batchSize: 3 }, 'has batch_size = 2, not 3'],
    ] as const)
      expect(((await run(rest)).summary as Error).message).toContain(difference);
    await expect(checkOutputs('experiment', optionsFor({ output: training.folder }))).resolves.toBeUndefined();
    const faces = join(training.faces, 'a');
    const options = { ...optionsFor({ output: faces }), inputA: join(training.faces, 'b') };
    await expect(checkOutputs('experiment', options)).rejects.toThrow('has other files');
  });

  it('writes the setting with a number into the train.ini, and keeps its comments', async () => {
    const config = join(training.folder, 'train.ini');
    writeFileSync(config, '# mine\n');
    await run({ config, apply: '2' });
    expect(readFileSync(config, 'utf8')).toBe('# mine\n\n[global.optimizer]\noptimizer = adabelief\n');
    expect(((await run({ apply: 'bset', config })).summary as Error).message).toContain('--apply takes');
  });
});

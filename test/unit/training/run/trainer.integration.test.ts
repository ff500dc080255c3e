import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openSwapper } from '../../../../src/training/inference/swapper';
import { readCheckpoint, writeCheckpoint } from '../../../../src/training/store/checkpoint';
import { getLossLogPath } from '../../../../src/training/store/lossLog';
import { type NamedTensor, writeSafetensors } from '../../../../src/training/store/safetensors';
import { joinLogMessages, TrainingFixture } from '../../../support/training/trainingFixture';

const training = new TrainingFixture();
const { request, trainHere } = training;

let folder: string;
beforeEach(() => {
  folder = training.folder;
});

/** Iteration and both losses of each line of the log. */
async function readLoggedLosses(modelDir: string): Promise<string[]> {
  const lines = (await readFile(getLossLogPath(modelDir), 'utf8')).trimEnd().split('\n').slice(1);
  return lines.map((line) =>
    line
      .split(',')
      .filter((_, column) => column !== 1)
      .join(),
  );
}

describe('training', () => {
  it('continues after kill -9 in a new process with exactly the losses and weights of an uninterrupted run; so does a snapshot', async () => {
    const [broken, unbroken] = [join(folder, 'broken'), join(folder, 'unbroken')];
    await training.program.train(request(unbroken, 7));
    let saved = 0;
    await training.program.train(request(broken, 1000, { snapshotInterval: 2 }), (event) => {
      if (event.type === 'saved') saved = event.iteration!;
      return event.type === 'step' && saved > 0 && event.iteration > saved ? 'kill' : undefined;
    });
    const atKill = await readCheckpoint(broken, 'nimble');
    expect(atKill.state.iterations).toBeGreaterThanOrEqual(saved);
    await training.program.train(request(broken, 7));
    expect(await readLoggedLosses(broken)).toEqual(await readLoggedLosses(unbroken));
    expect(await readLoggedLosses(broken)).toHaveLength(7);
    const [one, other] = [await readCheckpoint(broken, 'nimble'), await readCheckpoint(unbroken, 'nimble')];
    expect(one.state.weights.crc32).toBe(other.state.weights.crc32);
    expect(one.state.optimizer!.crc32).toBe(other.state.optimizer!.crc32);
    expect(Object.keys(one.state.sessions)).toEqual(['1', '2']);

    const snapshot = `${broken}_snapshot_2_iters`;
    await training.program.train(request(snapshot, 7));
    expect(await readLoggedLosses(snapshot)).toEqual(await readLoggedLosses(unbroken));
    expect((await readCheckpoint(snapshot, 'nimble')).state.weights.crc32).toBe(other.state.weights.crc32);
  });

  it('is the same with several iterations per call, which stop at each save', async () => {
    const [single, several] = [join(folder, 'single'), join(folder, 'several')];
    const ini = join(folder, 'several.ini');
    await writeFile(ini, '[runtime]\ndevice = cpu\nsteps_per_call = 3\n');
    const listSaves = async (modelDir: string, config?: string) => {
      const { run, events } = await trainHere(request(modelDir, 7, { saveInterval: 4, ...(config && { config }) }));
      await run;
      return events.flatMap((event) => (event.type === 'saved' ? [event.iteration] : []));
    };
    expect(await listSaves(single)).toEqual([4, 7]);
    expect(await listSaves(several, ini)).toEqual([4, 7]);
    expect(await readLoggedLosses(several)).toEqual(await readLoggedLosses(single));
    const [one, other] = [await readCheckpoint(single, 'nimble'), await readCheckpoint(several, 'nimble')];
    expect(one.state.weights.crc32).toBe(other.state.weights.crc32);
  });

  it('learns: the losses fall, and the output resembles the faces', async () => {
    const plain = { noFlip: true, noWarp: true, noAugmentColor: true, saveInterval: 1000 };
    const { run, events } = await trainHere(request(folder, 40, plain));
    const summary = await run;
    const steps = events.filter((event) => event.type === 'step');
    expect(summary.lossA! + summary.lossB!).toBeLessThan(0.85 * (steps[0]!.lossA + steps[0]!.lossB));
    expect(summary).toMatchObject({ iterations: 40, trained: 40, modelDir: folder });
    expect(events.filter((event) => event.type === 'preview')).toEqual([
      { type: 'preview', path: join(folder, 'training_preview.png') },
    ]);
    const swapper = await openSwapper(folder);
    const back = await openSwapper(folder, { swap: true });
    const inputs = [11, 90, 200].map((value) => new Uint8Array(64 * 64 * 3).fill(value));
    const together = await swapper.swap(inputs);
    expect(together.map((face) => face.length)).toEqual([12288, 12288, 12288]);
    expect(await swapper.swap([inputs[2]!])).toEqual([together[2]]);
    expect(await back.swap([inputs[2]!])).not.toEqual([together[2]]);
    expect(swapper).toMatchObject({ inputSize: 64, outputSize: 64, centering: 'face', coverage: 0.75, iterations: 40 });
    await swapper.release();
    await back.release();
  });

  it('saves when it is canceled', async () => {
    let canceledAt = 0; // not every step is told
    const { run, controller } = await trainHere(request(folder, 1000, { saveInterval: 500 }), (event) => {
      if (event.type !== 'step' || event.iteration < 2) return;
      canceledAt = event.iteration;
      controller.abort();
    });
    await expect(run).rejects.toMatchObject({ name: 'CanceledError' });
    expect(canceledAt).toBeGreaterThan(0);
    expect((await readCheckpoint(folder, 'nimble')).state.iterations).toBe(canceledAt);
  });

  it('stops when a weight becomes NaN, and keeps the intact save', async () => {
    await (await trainHere(request(folder, 2))).run;
    const { state, weights, optimizer } = await readCheckpoint(folder, 'nimble');
    const spoiled = new Map(weights);
    const bias = weights.get('decoder_a/face/bias')!;
    spoiled.set('decoder_a/face/bias', { ...bias, data: Float32Array.of(Number.NaN, 0, 0) });
    const { generation } = await writeCheckpoint(folder, state, { weights: spoiled, optimizer: optimizer! }, state);
    const { run } = await trainHere(request(folder, 10));
    await expect(run).rejects.toThrow(/failed at iteration 4: .* stays as saved at iteration 2\. Lower learning_rate/);
    expect((await readCheckpoint(folder, 'nimble')).state.generation).toBe(generation);
  });

  it('keeps what the model was created with, and says so', async () => {
    await (await trainHere(request(folder, 1))).run;
    const ini = join(folder, 'train.ini');
    const text = await readFile(ini, 'utf8');
    expect(text).toMatch(/learning_rate = 0.001/);

    await writeFile(
      ini,
      text.replace('coverage = 75', 'coverage = 80').replace('eye_multiplier = 3', 'eye_multiplier = 1'),
    );
    const { run, events } = await trainHere(request(folder, 2));
    await run;
    expect(joinLogMessages(events).split('\n')).toContain(
      'coverage = 80 has no effect: the model was created with 75 and keeps it.',
    );
    const { state } = await readCheckpoint(folder, 'nimble');
    expect(state.config.global).toMatchObject({ coverage: 75 });
    expect(state.sessions['2']!.config['global.loss']).toMatchObject({ eye_multiplier: 1 });
  });

  it('backs up the save with the lowest mean loss, and starts over with other losses', async () => {
    const [state, backup] = ['nimble_state.json', 'nimble_state.bk.json'].map((name) => join(folder, name));
    const readJson = async (path: string | undefined) => JSON.parse(await readFile(path!, 'utf8'));
    const first = await (await trainHere(request(folder, 1))).run;
    expect((await readJson(state)).lowest_avg_loss).toBeCloseTo((first.lossA! + first.lossB!) / 2);
    expect(await readJson(backup)).toEqual(await readJson(state));

    await writeFile(state!, JSON.stringify({ ...(await readJson(state)), lowest_avg_loss: 1e-9 }));
    await (await trainHere(request(folder, 2))).run;
    expect([(await readJson(state)).iterations, (await readJson(backup)).iterations]).toEqual([2, 1]);

    const ini = join(folder, 'train.ini');
    await writeFile(ini, (await readFile(ini, 'utf8')).replace('loss_weight_2 = 100', 'loss_weight_2 = 200'));
    const third = await (await trainHere(request(folder, 3))).run;
    expect((await readJson(backup)).iterations).toBe(3);
    expect((await readJson(backup)).lowest_avg_loss).toBeCloseTo((third.lossA! + third.lossB!) / 2);
  });

  it('logs its losses for the monitor and for TensorBoard, one run per session, unless logs are switched off', async () => {
    await (await trainHere(request(folder, 1))).run;
    await (await trainHere(request(folder, 2, { noLogs: true }))).run;
    await (await trainHere(request(folder, 3))).run;
    expect((await readdir(join(folder, 'logs'))).sort()).toEqual(['losses.csv', 'session_1', 'session_3']);
    expect((await readLoggedLosses(folder)).map((line) => line.split(',')[0])).toEqual(['1', '3']);
    const { sessions } = (await readCheckpoint(folder, 'nimble')).state;
    expect(Object.values(sessions).map(({ no_logs }) => no_logs)).toEqual([false, true, false]);
  });

  it('returns to its last save at a lower rate when weights are NaN, and stops if that does not help', async () => {
    const config = join(folder, 'diverges.ini');
    const optimizer = ['learning_rate = 0.01', 'epsilon_exponent = -20', 'ada_beta_1 = 0.9999', 'ada_beta_2 = 0'];
    await writeFile(config, ['[global.optimizer]', ...optimizer, ''].join('\n'));
    const model = join(folder, 'model');
    const { run, events } = await trainHere(request(model, 500, { config }));
    await expect(run).rejects.toThrow(/failed at iteration \d+: .* stays as saved at iteration \d+\./);
    const backs = joinLogMessages(events)
      .split('\n')
      .filter((line) => line.startsWith('Losses are NaN or infinite'));
    expect(backs.length).toBeLessThanOrEqual(3);
    expect(backs[0]).toContain('resuming from the last save at');
    const { weights } = await readCheckpoint(model, 'nimble');
    expect([...weights.values()].every(({ data }) => data.every(Number.isFinite))).toBe(true);
  });

  it('finds a learning rate for a new model, plots the losses, and uses the rate', async () => {
    const config = join(folder, 'found.ini');
    await writeFile(config, '[global]\nlr_finder_iterations = 100\nlr_finder_mode = graph_and_set\n');
    const model = join(folder, 'model');
    const finding = await trainHere(request(model, 1, { config, findLearningRate: true }));
    await finding.run;
    const { lr_finder } = (await readCheckpoint(model, 'nimble')).state;
    expect(lr_finder).toBeGreaterThan(1e-9);
    expect(lr_finder).toBeLessThan(1e-1);
    expect(joinLogMessages(finding.events)).toContain(`Found a learning rate of ${lr_finder!.toPrecision(3)}.`);
    expect(await readFile(join(model, 'learning_rate.svg'), 'utf8')).toContain('<polyline');
    const going = await trainHere(request(model, 2, { findLearningRate: true }));
    await going.run;
    expect(joinLogMessages(going.events)).toContain(`${lr_finder!.toPrecision(3)}, found when the model was created.`);
    expect((await readCheckpoint(model, 'nimble')).state.lr_finder).toBe(lr_finder);
  });

  it('finds a learning rate only once, even if it must start again before the first save', async () => {
    const config = join(folder, 'found.ini');
    await writeFile(config, '[global]\nlr_finder_iterations = 100\n');
    const [known, model] = [join(folder, 'known'), join(folder, 'model')];
    await (await trainHere(request(known, 1, { batchSize: 1 }))).run;
    const { weights } = await readCheckpoint(known, 'nimble');
    // Gradients of 1e30, whose squares overflow in Adam, so that no save is intact.
    const scaleLayer = (layer: string, factor: number) =>
      ['kernel', 'bias'].map((part): [string, NamedTensor] => {
        const { shape, data } = weights.get(`${layer}/${part}`)!;
        return [`${layer}/${part}`, { shape, data: data.map((value) => (part === 'bias' ? 0 : value * factor)) }];
      });
    const loadWeights = join(folder, 'steep.safetensors');
    const steep = [...scaleLayer('encoder/conv_0', 1e-30), ...scaleLayer('encoder/conv_1', 1e30)];
    await writeSafetensors(loadWeights, new Map([...weights, ...steep]), {});
    const { run, events } = await trainHere(
      request(model, 1, { config, batchSize: 1, loadWeights, findLearningRate: true }),
    );
    await expect(run).rejects.toThrow(/failed at iteration 1/);
    const said = joinLogMessages(events).split('\n');
    expect(said.filter((line) => line.startsWith('Losses are NaN or infinite'))).toHaveLength(3);
    expect(said.filter((line) => line.startsWith('Found a learning rate'))).toHaveLength(1);
  });

  it('finds a learning rate for a new model without training it', async () => {
    const config = join(folder, 'found.ini');
    await writeFile(config, '[global]\nlr_finder_iterations = 100\nlr_finder_mode = graph_and_exit\n');
    const model = join(folder, 'model');
    const { run } = await trainHere(request(model, 5, { config, batchSize: 1, findLearningRate: true }));
    expect(await run).toMatchObject({ trained: 0, iterations: 0 });
    expect((await readdir(model)).filter((name) => name.endsWith('.svg'))).toEqual(['learning_rate.svg']);
    expect((await readdir(model)).filter((name) => name.includes('weights'))).toEqual([]);

    await (await trainHere(request(model, 1, { config, batchSize: 1 }))).run;
    const going = await trainHere(request(model, 2, { config, batchSize: 1, findLearningRate: true }));
    expect(await going.run).toMatchObject({ trained: 1, iterations: 2 });
  });

  it('does nothing when the model already has its iterations', async () => {
    await (await trainHere(request(folder, 1))).run;
    const before = await readdir(folder);
    expect(await (await trainHere(request(folder, 1))).run).toMatchObject({ iterations: 1, trained: 0, lossA: null });
    expect(await readdir(folder)).toEqual(before);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../../../src/tensor/random';
import { createSnapshotObserver } from '../../../../src/training/run/observers';
import { readCheckpoint, type UnsavedState, writeCheckpoint } from '../../../../src/training/store/checkpoint';
import type { ModelState } from '../../../../src/training/store/modelState';
import { restoreModel } from '../../../../src/training/store/restoreModel';
import { swapSides } from '../../../../src/training/store/swapSides';

let root: string;
let model: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'models-'));
  model = join(root, 'ab');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const createTensors = (value: number) => new Map([['w', { shape: [3], data: new Float32Array(3).fill(value) }]]);

function createUnsavedState(iterations: number): UnsavedState {
  return { name: 'nimble', sessions: {}, lowest_avg_loss: null, iterations, config: {}, seed: 1 };
}

function save(iterations: number, previous: ModelState | undefined, isBest: boolean): Promise<ModelState> {
  return writeCheckpoint(model, createUnsavedState(iterations), { weights: createTensors(iterations) }, previous, {
    isBest,
  });
}

/** Returns the iteration of the model in a folder, which is the value of all its weights. */
async function readIterations(folder: string): Promise<number> {
  const { state, weights, recovery } = await readCheckpoint(folder, 'nimble');
  expect(recovery).toBeUndefined();
  expect(weights).toEqual(createTensors(state.iterations));
  return state.iterations;
}

describe('the best save', () => {
  it('is kept while other saves are replaced, and can be restored; the newest save is then archived with its logs', async () => {
    const best = await save(20, await save(10, undefined, true), true);
    await mkdir(join(model, 'logs'));
    await writeFile(join(model, 'logs', 'losses.csv'), 'iteration\n40\n');
    await writeFile(join(model, 'train.ini'), '[global]\n');
    await save(40, await save(30, best, false), false);
    const weights = (await readdir(model)).filter((name) => name.endsWith('.safetensors')).sort();
    expect(weights).toEqual([2, 3, 4].map((n) => `nimble_00000${n}_weights.safetensors`));

    const { from, to, archive } = await restoreModel(model, new Date(2026, 10, 23, 4, 5, 6));
    expect({ from, to, archive }).toEqual({ from: 40, to: 20, archive: join(root, 'ab_archived_20261123_040506') });
    expect(await readIterations(model)).toBe(20);
    expect(await readIterations(archive)).toBe(40);
    expect((await readdir(archive)).sort()).toEqual([
      'logs',
      'nimble_000004_weights.safetensors',
      'nimble_state.json',
      'train.ini',
    ]);
    expect(await readFile(join(archive, 'logs', 'losses.csv'), 'utf8')).toBe('iteration\n40\n');
    expect((await readdir(model)).filter((name) => name.startsWith('nimble')).sort()).toEqual([
      'nimble_000002_weights.safetensors',
      'nimble_state.bk.json',
      'nimble_state.json',
    ]);

    await save(30, (await readCheckpoint(model, 'nimble')).state, false);
    expect(await readIterations(model)).toBe(30);
    expect(await readIterations(archive)).toBe(40);
  });

  it('is used when the two newest saves are damaged', async () => {
    const second = await save(20, await save(10, undefined, true), false);
    const third = await save(30, second, false);
    for (const { weights } of [second, third]) await rm(join(model, weights.file));
    expect((await readCheckpoint(model, 'nimble')).state.iterations).toBe(10);
  });

  it('cannot be restored when it is missing or the newest save, and the message says so', async () => {
    await save(10, undefined, false);
    await expect(restoreModel(model)).rejects.toThrow(/There is no backup of the model in .*ab/);
    await save(20, undefined, true);
    await expect(restoreModel(model)).rejects.toThrow(/latest save .* is already the best one, at iteration 20/);
    expect(await readdir(root)).toEqual(['ab']);
  });
});

describe('swapping the sides', () => {
  const sided = (a: number, b: readonly number[]) =>
    new Map([
      ['encoder/conv_0/kernel', { shape: [1], data: Float32Array.of(7) }],
      ['decoder_a/face/kernel', { shape: [2], data: Float32Array.of(a, a) }],
      ['decoder_b/face/kernel', { shape: [b.length], data: Float32Array.from(b) }],
    ]);
  const slots = new Map([
    ['decoder_a/face/kernel:m', { shape: [1], data: Float32Array.of(1) }],
    ['decoder_b/face/kernel:m', { shape: [1], data: Float32Array.of(2) }],
    ['step', { shape: [], data: Float32Array.of(3) }],
  ]);

  it('includes the optimizer, and leaves no save with the old order in the folder', async () => {
    const best = await writeCheckpoint(model, createUnsavedState(10), { weights: sided(1, [2, 2]) }, undefined, {
      isBest: true,
    });
    await writeCheckpoint(model, createUnsavedState(20), { weights: sided(3, [4, 4]), optimizer: slots }, best);
    const { archive, bestArchive } = await swapSides(model, new Date(2026, 10, 23, 4, 5, 6));

    const { weights, optimizer } = await readCheckpoint(model, 'nimble');
    expect(weights).toEqual(sided(4, [3, 3]));
    expect([...optimizer!].map(([name, { data }]) => [name, data[0]])).toEqual([
      ['decoder_a/face/kernel:m', 2],
      ['decoder_b/face/kernel:m', 1],
      ['step', 3],
    ]);
    expect((await readdir(model)).sort()).toEqual([
      'nimble_000003_optimizer.safetensors',
      'nimble_000003_weights.safetensors',
      'nimble_state.bk.json',
      'nimble_state.json',
    ]);
    expect((await readCheckpoint(archive, 'nimble')).weights).toEqual(sided(3, [4, 4]));
    expect((await readCheckpoint(bestArchive!, 'nimble')).weights).toEqual(sided(1, [2, 2]));
  });

  it('is refused, without a change, when the sides differ in shape', async () => {
    await writeCheckpoint(model, createUnsavedState(10), { weights: sided(1, [2]) });
    await expect(swapSides(model)).rejects.toThrow(/cannot be swapped: decoder_a\/face\/kernel has no counterpart/);
    expect((await readCheckpoint(model, 'nimble')).weights).toEqual(sided(1, [2]));
    expect(await readdir(root)).toEqual(['ab']);
  });
});

describe('a snapshot', () => {
  it('is an independent model that shares the weights on disk and survives the original', async () => {
    const said: unknown[] = [];
    const job = { signal: new AbortController().signal, emit: (event: unknown) => void said.push(event) };
    const observer = createSnapshotObserver(model, 20, job);
    let state: ModelState | undefined;
    for (const iteration of [10, 20, 30, 40]) {
      state = await save(iteration, state, true);
      await observer.onSave!({ iteration, state, weights: new Map() });
    }
    const [first, second] = [20, 40].map((n) => join(root, `ab_snapshot_${n}_iters`)) as [string, string];
    expect((await readdir(root)).sort()).toEqual(['ab', 'ab_snapshot_20_iters', 'ab_snapshot_40_iters']);
    expect(said).toHaveLength(2);
    expect((await stat(join(second, state!.weights.file))).ino).toBe(
      (await stat(join(model, state!.weights.file))).ino,
    );
    await rm(model, { recursive: true });
    expect([await readIterations(first), await readIterations(second)]).toEqual([20, 40]);
  });
});

describe('saves, snapshots and restores', () => {
  it('survive kill -9 at any time: every folder has an intact model, and no reported save is lost', async () => {
    const script = join(root, 'program.mjs');
    await build({
      stdin: { contents: programSource, resolveDir: process.cwd(), loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: script,
    });
    const random = new Random(11);
    for (let round = 0; round < 12; round++) {
      const program = spawn(process.execPath, [script, model], { stdio: ['ignore', 'pipe', 'inherit'] });
      const told: { folder: string; iterations: number }[] = [];
      const lines = 2 + random.integer(8);
      const delayMs = random.integer(6);
      let text = '';
      program.stdout.on('data', (data: Buffer) => {
        text += data;
        if (text.split('\n').length > lines) setTimeout(() => program.kill('SIGKILL'), delayMs);
      });
      await once(program, 'close');
      for (const line of text.split('\n').slice(0, -1)) told.push(JSON.parse(line));
      for (const name of (await readdir(root)).filter((entry) => /^ab/.test(entry)))
        await readIterations(join(root, name));
      for (const { folder, iterations } of told) expect(await readIterations(folder)).toBe(iterations);
    }
    expect((await readdir(root)).length).toBeGreaterThan(12);
  });
});

/** Simulates a training from the newest save: saves, every third one the best, with snapshots; then restores. */
const programSource = `
import { readCheckpoint, findTrainer, writeCheckpoint } from './src/training/store/checkpoint';
import { copyModelBeside } from './src/training/store/copyModel';
import { restoreModel } from './src/training/store/restoreModel';
const model = process.argv[2]!;
const tell = (folder, iterations) => console.log(JSON.stringify({ folder, iterations }));
let state = (await findTrainer(model)) && (await readCheckpoint(model, 'nimble')).state;
for (;;) {
  for (let i = 1; i <= 4; i++) {
    const iterations = (state?.iterations ?? 0) + 1;
    const weights = new Map([['w', { shape: [3], data: new Float32Array(3).fill(iterations) }]]);
    const unsaved = { name: 'nimble', sessions: {}, lowest_avg_loss: null, iterations, config: {}, seed: 1 };
    state = await writeCheckpoint(model, unsaved, { weights }, state, { isBest: i === 3 });
    if (i % 2) tell(await copyModelBeside(model, state, '_snapshot_' + iterations + '_iters'), iterations);
  }
  const { archive, from } = await restoreModel(model);
  tell(archive, from);
  state = (await readCheckpoint(model, 'nimble')).state;
}`;

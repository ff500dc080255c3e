import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../../../src/tensor/random';
import {
  findTrainer,
  readCheckpoint,
  type UnsavedState,
  writeCheckpoint,
} from '../../../../src/training/store/checkpoint';
import type { ModelState } from '../../../../src/training/store/modelState';
import { DamagedFileError, readSafetensors, writeSafetensors } from '../../../../src/training/store/safetensors';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'model-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const createUnsavedState = (iterations: number): UnsavedState => ({
  name: 'nimble',
  sessions: { '1': { timestamp: 1, no_logs: false, batchsize: 4, iterations, config: {} } },
  lowest_avg_loss: 0.5,
  iterations,
  config: { global: { centering: 'face', coverage: 87.5, vertical_offset: 0 } },
  seed: 7,
});

const createTensors = (value: number) =>
  new Map([
    ['encoder/conv_0/kernel', { shape: [3, 2], data: new Float32Array(6).fill(value) }],
    ['encoder/conv_0/bias', { shape: [], data: Float32Array.of(value) }],
  ]);

const save = (iterations: number, previous?: ModelState) =>
  writeCheckpoint(
    folder,
    createUnsavedState(iterations),
    { weights: createTensors(iterations), optimizer: createTensors(-iterations) },
    previous,
  );

describe('a checkpoint', () => {
  it('comes back as it was saved', async () => {
    expect(await findTrainer(join(folder, 'none'))).toBeUndefined();
    await save(20, await save(10));
    expect(await findTrainer(folder)).toBe('nimble');
    const { state, weights, optimizer, recovery } = await readCheckpoint(folder, 'nimble');
    expect(state).toMatchObject(createUnsavedState(20));
    expect(weights).toEqual(createTensors(20));
    expect(optimizer).toEqual(createTensors(-20));
    expect(recovery).toBeUndefined();
  });

  it('keeps one save before the newest, and none older', async () => {
    await save(30, await save(20, await save(10)));
    expect((await readdir(folder)).sort()).toEqual([
      'nimble_000002_optimizer.safetensors',
      'nimble_000002_weights.safetensors',
      'nimble_000003_optimizer.safetensors',
      'nimble_000003_weights.safetensors',
      'nimble_state.json',
      'nimble_state.previous.json',
    ]);
  });

  it.each([
    ['cut short', (path: string) => truncate(path, 50)],
    ['missing', (path: string) => rm(path)],
    [
      'changed in one byte',
      async (path: string) => {
        const bytes = await readFile(path);
        bytes[bytes.length - 3]! ^= 1;
        await writeFile(path, bytes);
      },
    ],
  ])('falls back to the one before when a file of the newest is %s, and says so', async (_, damage) => {
    const first = await save(10);
    const second = await save(20, first);
    await damage(join(folder, second.weights.file));
    const recovered = await readCheckpoint(folder, 'nimble');
    expect(recovered.state.iterations).toBe(10);
    expect(recovered.weights).toEqual(createTensors(10));
    expect(recovered.recovery).toMatch(/latest save .* is damaged; continuing from the previous save, at iteration 10/);
    const third = await save(15, recovered.state);
    await rm(join(folder, third.weights.file));
    expect((await readCheckpoint(folder, 'nimble')).state.iterations).toBe(10);
  });

  it('falls back to the previous save when the state is not readable', async () => {
    const newest = JSON.stringify(await save(20, await save(10)));
    const boundless = newest.padEnd(40e6);
    for (const text of ['', '{"name": 3}', '[]', 'null', boundless]) {
      await writeFile(join(folder, 'nimble_state.json'), text);
      expect((await readCheckpoint(folder, 'nimble')).state.iterations).toBe(10);
    }
  });

  it('reports when no save is intact, or when a folder contains two models', async () => {
    await writeFile(join(folder, 'nimble_state.json'), '{}');
    await expect(readCheckpoint(folder, 'nimble')).rejects.toThrow(
      /nimble_state\.json is damaged, and no earlier save/,
    );
    await writeFile(join(folder, 'nimble.keras'), '');
    await expect(readCheckpoint(folder, 'nimble')).rejects.toThrow(/was created by faceswap itself/);
    await writeFile(join(folder, 'dfl-sae_state.json'), '{}');
    await expect(findTrainer(folder)).rejects.toThrow(/contains several models/);
  });

  it('never reads a file outside its folder', async () => {
    const state = await save(10);
    const foreign = { ...state, weights: { ...state.weights, file: '../../secret' } };
    await writeFile(join(folder, 'nimble_state.json'), JSON.stringify(foreign));
    await expect(readCheckpoint(folder, 'nimble')).rejects.toThrow(/damaged/);
  });

  it('survives kill -9 at any time', async () => {
    const script = join(folder, 'saver.mjs');
    await build({
      stdin: { contents: saverSource, resolveDir: process.cwd(), loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: script,
    });
    const model = join(folder, 'model');
    const random = new Random(3);
    let reached = 0;
    for (let round = 0; round < 12; round++) {
      const saver = spawn(process.execPath, [script, model], { stdio: ['ignore', 'pipe', 'inherit'] });
      const committed = await killAfter(saver, 1 + random.integer(4), random.integer(8));
      const { state, weights, recovery } = await readCheckpoint(model, 'nimble');
      expect(recovery).toBeUndefined();
      expect(state.iterations).toBeGreaterThanOrEqual(Math.max(reached, committed));
      expect(weights.get('w')!.data.every((value) => value === state.iterations)).toBe(true);
      reached = state.iterations;
    }
  });
});

/** Saves again and again, starting from the newest save, and reports each finished save. */
const saverSource = `
import { readCheckpoint, findTrainer, writeCheckpoint } from './src/training/store/checkpoint';
const folder = process.argv[2]!;
let previous = (await findTrainer(folder)) && (await readCheckpoint(folder, 'nimble')).state;
for (;;) {
  const iterations = (previous?.iterations ?? 0) + 1;
  const weights = new Map([['w', { shape: [100_000], data: new Float32Array(100_000).fill(iterations) }]]);
  const unsaved = { name: 'nimble', sessions: {}, lowest_avg_loss: null, iterations, config: {}, seed: 1 };
  previous = await writeCheckpoint(folder, unsaved, { weights }, previous);
  console.log(iterations);
}`;

/** Kills the process some data events after its first `saves` saves; resolves with the last save that it reported. */
async function killAfter(saver: ChildProcess, saves: number, delayMs: number): Promise<number> {
  let told = '';
  let count = 0;
  saver.stdout!.on('data', (data: Buffer) => {
    told += data;
    count = told.split('\n').length - 1;
    if (count >= saves) setTimeout(() => saver.kill('SIGKILL'), delayMs);
  });
  await once(saver, 'close');
  return Number(told.trimEnd().split('\n').at(-1));
}

describe('a safetensors file', () => {
  it("is what the format's page says", async () => {
    const path = join(folder, 'a.safetensors');
    const seal = await writeSafetensors(path, createTensors(1), { trainer: 'nimble' });
    const bytes = await readFile(path);
    const length = Number(bytes.readBigUInt64LE());
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
    expect(header['encoder/conv_0/kernel']).toEqual({ dtype: 'F32', shape: [3, 2], data_offsets: [0, 24] });
    expect(header.__metadata__).toEqual({ trainer: 'nimble' });
    expect(bytes.readFloatLE(8 + length)).toBe(1);
    expect(seal.bytes).toBe(bytes.length);
  });

  it('is rejected, and never crashes the reader, whatever its bytes', async () => {
    const path = join(folder, 'a.safetensors');
    await writeSafetensors(path, createTensors(1));
    const good = await readFile(path);
    const random = new Random(11);
    for (let i = 0; i < 300; i++) {
      const bad = Buffer.from(good.subarray(0, random.integer(2) ? good.length : random.integer(good.length)));
      for (let j = 0; j < 3 && bad.length > 0; j++)
        bad[random.integer(Math.min(bad.length, 200))] = random.integer(256);
      await writeFile(path, bad);
      await readSafetensors(path).catch((error: unknown) => expect(error).toBeInstanceOf(DamagedFileError));
    }
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../../src/shared/jobEvents';
import { Random } from '../../../../src/tensor/random';
import { judgeSave } from '../../../../src/training/run/evaluation/bestSave';
import { EvaluationRecorder } from '../../../../src/training/run/evaluation/evaluationRecorder';
import { EvaluationTime } from '../../../../src/training/run/evaluation/evaluationTime';
import { computePsnr, computeSsim } from '../../../../src/training/run/evaluation/reconstruction';
import {
  type EvaluationEntry,
  openEvaluationLog,
  readEvaluationLog,
} from '../../../../src/training/store/curves/evaluationLog';
import type { SavedModel } from '../../../../src/training/store/trainingObserver';

describe('the best save', () => {
  it('is that of the highest margin; where margins are equal but for noise, mouth and SSIM decide', () => {
    const first = judgeSave(250, { margin: 0.3, mouth: 0.5, ssim: 0.7 }, undefined)!;
    expect(judgeSave(500, { margin: 0.2, mouth: 1, ssim: 1 }, first)).toBeUndefined();
    expect(judgeSave(500, { margin: 0.305, mouth: 0.4, ssim: 0.7 }, first)).toBeUndefined();
    expect(judgeSave(500, { margin: 0.295, mouth: 0.6, ssim: 0.7 }, first)).toMatchObject({ iterations: 500 });
    expect(judgeSave(500, { margin: 0.4, mouth: 0, ssim: 0 }, first)).toMatchObject({ iterations: 500, margin: 0.4 });
    expect(judgeSave(500, { ssim: 1 }, first)).toBeUndefined();
  });

  it('does not sink in small steps', () => {
    let best = judgeSave(250, { margin: 0.5, mouth: 0 }, undefined)!;
    for (let i = 1; i < 20; i++) best = judgeSave(250 + i, { margin: 0.5 - 0.005 * i, mouth: i }, best) ?? best;
    expect(best.margin).toBeGreaterThanOrEqual(0.49);
  });
});

describe('the time of evaluation', () => {
  it('stays within 3 % of that of the training, by what a face took the last time', async () => {
    let now = 0;
    const time = new EvaluationTime(100, () => now);
    time.start();
    const evaluate = () =>
      time.measure(10, async () => {
        now += 2000;
      });
    expect(time.allows(10)).toBe(false);
    now = 33_000;
    expect(time.allows(10)).toBe(true);
    await evaluate();
    for (let saves = 0; saves < 200; saves++) {
      now += 10_000;
      if (time.allows(10)) await evaluate();
    }
    expect(time.share).toBeLessThanOrEqual(0.03);
    expect(time.share).toBeGreaterThan(0.028);
  });
});

describe('reconstruction', () => {
  const size = 32;
  const random = new Random(3);
  const noise = Float32Array.from({ length: size * size }, () => random.integer(256));
  const inside = Uint8Array.from({ length: size * size }, (_, i) => (i % size < size / 2 ? 255 : 0));

  it('has an SSIM of 1 for the same picture, less for others, and looks only inside the face', () => {
    expect(computeSsim(noise, noise, size, inside)).toBeCloseTo(1, 6);
    const outside = noise.map((value, i) => (i % size > size - 8 ? 255 - value : value));
    expect(computeSsim(noise, outside, size, inside)).toBeCloseTo(1, 6);
    expect(
      computeSsim(
        noise,
        noise.map((value) => 255 - value),
        size,
        inside,
      )!,
    ).toBeLessThan(-0.5);
    // Two flat pictures differ by their means alone: (2xy + c1) / (x² + y² + c1).
    const [x, y, c1] = [100, 150, (0.01 * 255) ** 2];
    const flat = (value: number) => new Float32Array(size * size).fill(value);
    expect(computeSsim(flat(x), flat(y), size, inside)).toBeCloseTo((2 * x * y + c1) / (x * x + y * y + c1), 6);
    expect(computeSsim(noise, noise, size, new Uint8Array(size * size))).toBeUndefined();
  });

  it('has the signal to noise of its mean square error', () => {
    const fill = (value: number) => ({ size, pixels: new Uint8Array(3 * size * size).fill(value) });
    expect(computePsnr(fill(100), fill(110), inside)).toBeCloseTo(10 * Math.log10(255 ** 2 / 100), 9);
    expect(computePsnr(fill(100), fill(100), inside)).toBe(60);
  });
});

describe('the recorder of evaluations', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'model-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const createEntry = (number: number, margin: number): EvaluationEntry => ({
    iteration: 250 * number,
    seconds: number,
    kind: 'save',
    faces: 24,
    figures: { margin, eyes: margin },
  });

  /** Records evaluations of a run that continues after `iteration`, and returns what is told. */
  async function record(iteration: number, entries: readonly EvaluationEntry[]) {
    const told: string[] = [];
    const emit = (event: JobEvent) => event.type === 'log' && told.push(event.message);
    const job = { signal: new AbortController().signal, emit };
    const recorder = new EvaluationRecorder(await openEvaluationLog(folder, iteration, () => undefined), job);
    for (const evaluation of entries) await recorder.onSave({ evaluation } as SavedModel);
    recorder.close();
    return { told, isFlat: recorder.isFlat };
  }

  it('says once what has stopped improving, and again when that changes', async () => {
    const course = (number: number) => Math.min(20, number) / 20 + Math.max(0, number - 60) / 20;
    const entries = Array.from({ length: 90 }, (_, i) => createEntry(i + 1, course(i + 1)));
    const { told } = await record(0, entries);
    expect(told).toEqual([
      expect.stringMatching(/^No better for .*: identity, eyes\. Training on brings little\.$/),
      expect.stringMatching(/^No better for .*: eyes\. Still improving: identity\.$/),
    ]);
    expect(await readEvaluationLog(folder)).toHaveLength(90);
  });

  it('goes on from the log of a killed run: it is flat at the next evaluation, without saying so again', async () => {
    const flat = Array.from({ length: 40 }, (_, i) => createEntry(i + 1, 0.5));
    expect((await record(0, flat)).isFlat).toBe(true);
    expect((await record(40 * 250, [])).isFlat).toBe(false);
    const { told, isFlat } = await record(40 * 250, [createEntry(41, 0.5)]);
    expect([told, isFlat]).toEqual([[], true]);
    expect((await record(2 * 250, [createEntry(3, 0.5)])).isFlat).toBe(false);
  });
});

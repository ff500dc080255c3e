import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { JobControl, JobEvent } from '../../../../src/shared/jobEvents';
import { train } from '../../../../src/stages/train/run';
import { Random } from '../../../../src/tensor/random';
import { measureFineDetail } from '../../../../src/training/preview/fineDetail';
import {
  getPreviewImagePath,
  readPreviewRecord,
  thinOutPictures,
} from '../../../../src/training/preview/previewFolder';
import { TrainingFixture } from '../../../support/training/trainingFixture';

const training = new TrainingFixture();

/** Trains and calls `ask` at an iteration; returns the events. */
async function trainAsking(
  modelDir: string,
  iterations: number,
  wishes: readonly (readonly [number, JobControl[]])[] = [],
) {
  const waiting = new Map(wishes);
  const events: JobEvent[] = [];
  let ask: (command: JobControl) => void = () => undefined;
  const job = {
    signal: new AbortController().signal,
    onControl: (listener: typeof ask) => {
      ask = listener;
    },
    emit(event: JobEvent) {
      events.push(event);
      if (event.type !== 'saved') return;
      for (const wish of waiting.get(event.iteration ?? 0) ?? []) ask(wish);
      waiting.delete(event.iteration ?? 0);
    },
  };
  const { loaderModule } = training.program;
  await train({ loaderModule, ...training.request(modelDir, iterations) }, job);
  return events;
}

const listSaves = (events: readonly JobEvent[]) =>
  events.flatMap((event) => (event.type === 'saved' ? [event.iteration] : []));

describe('a request to a running training', () => {
  it('is handled between two iterations: a preview, a save, a snapshot', async () => {
    const model = join(training.folder, 'model');
    // Requests that arrive during the save at 2 are handled right after it, at 2; those of 4 too.
    const events = await trainAsking(model, 7, [
      [2, ['preview', 'preview']],
      [4, ['snapshot', 'save']],
    ]);
    expect(listSaves(events)).toEqual([2, 4, 4, 6, 7]);
    const pictures = events.flatMap((event) => (event.type === 'preview' ? [event.path] : []));
    expect(pictures.filter((path) => path === getPreviewImagePath(model, 2))).toHaveLength(1);
    expect(await readdir(`${model}_snapshot_4_iters`)).toContain('nimble_state.json');
    const step = events.findLast((event) => event.type === 'step');
    expect(step).toMatchObject({ device: expect.stringMatching(/^cpu: ./), memoryBytes: expect.any(Number) });
  });
});

describe('the history of previews', () => {
  it('has a sheet of six columns at each save, the places of eyes and mouth, and their fine detail', async () => {
    const model = join(training.folder, 'model');
    await trainAsking(model, 4);
    const record = (await readPreviewRecord(model))!;
    expect(record.pictures.map(({ iteration }) => iteration)).toEqual([2, 4]);
    const { patch, sets, pictures } = record;
    const sheet = sharp(getPreviewImagePath(model, 4));
    expect(await sheet.metadata()).toMatchObject({ width: 6 * patch, height: 3 * patch, format: 'jpeg' });
    expect((await readFile(getPreviewImagePath(model, 4))).toString('latin1')).toContain(
      'compositeWithTrainedAlgorithmicMedia',
    );
    expect(sets).toHaveLength(1);
    for (const { eyes, mouth } of [...sets[0]!.a, ...sets[0]!.b]) {
      for (const { x, y, width, height } of [eyes, mouth]) {
        expect(x + width).toBeLessThanOrEqual(patch);
        expect(y + height).toBeLessThanOrEqual(patch);
      }
      expect(mouth.y).toBeGreaterThan(eyes.y);
      expect(eyes.width).toBeGreaterThan(1.5 * eyes.height);
    }
    // After four iterations everything is a blur.
    expect(pictures[1]!.a.eyes).toBeGreaterThanOrEqual(0);
    expect(pictures[1]!.a.eyes).toBeLessThan(0.5);
    expect(pictures[1]!.bytes).toBe((await readFile(getPreviewImagePath(model, 4))).length);

    // A resumed training adds to it, and removes pictures after the save from which it resumes.
    await writeFile(getPreviewImagePath(model, 99), '');
    await trainAsking(model, 6);
    expect((await readPreviewRecord(model))!.pictures.map(({ iteration }) => iteration)).toEqual([2, 4, 6]);
    expect((await readdir(join(model, 'previews'))).sort()).toEqual([
      ...['00000002.jpg', '00000004.jpg', '00000006.jpg', 'previews.json'],
    ]);
    await writeFile(join(model, 'previews', 'previews.json'), '{"patch": -1}');
    expect(await readPreviewRecord(model)).toBeUndefined();
  });

  it('measures the fine detail: all of it in a copy, little in a blur, none in noise', async () => {
    const [patch, random] = [40, new Random(9)];
    const createNoise = () => Uint8Array.from({ length: patch * patch * 3 }, () => Math.floor(random.next() * 256));
    const face = createNoise();
    const blurred = await sharp(face, { raw: { width: patch, height: patch, channels: 3 } })
      .blur(1.5)
      .raw()
      .toBuffer();
    const columns = [face, face, face, face, blurred, createNoise()];
    const pixels = new Uint8Array(6 * patch * patch * 3);
    for (const [column, from] of columns.entries())
      for (let y = 0; y < patch; y++)
        pixels.set(from.subarray(y * patch * 3, (y + 1) * patch * 3), (y * 6 + column) * patch * 3);
    const sheet = { width: 6 * patch, height: patch, pixels };
    const box = { x: 2, y: 3, width: 30, height: 20 };
    const places = [{ eyes: box, mouth: box }];
    expect(measureFineDetail(sheet, patch, places, 'a')).toEqual({ eyes: 1, mouth: 1 });
    expect(measureFineDetail(sheet, patch, places, 'b').eyes).toBeLessThan(0.15);
    // The noise is at the place of the reconstruction of B.
    for (let y = 0; y < patch; y++)
      pixels.copyWithin((y * 6 + 4) * patch * 3, (y * 6 + 5) * patch * 3, (y * 6 + 6) * patch * 3);
    expect(Math.abs(measureFineDetail(sheet, patch, places, 'b').eyes)).toBeLessThan(0.15);
  });

  it('stays small, with fewer of the older images', () => {
    const detail = { eyes: 0.5, mouth: 0.5 };
    const describePicture = (iteration: number) => ({
      iteration,
      seconds: 0,
      set: 0,
      bytes: 1000,
      drawnMs: 1,
      a: detail,
      b: detail,
    });
    let pictures: readonly ReturnType<typeof describePicture>[] = [];
    for (let i = 1; i <= 5000; i++) {
      pictures = thinOutPictures([...pictures, describePicture(i)], { pictures: 100, bytes: 60_000 });
      expect(pictures.length).toBeLessThanOrEqual(60);
      expect(pictures.at(-1)!.iteration).toBe(i);
    }
    expect(pictures[0]!.iteration).toBe(1);
    expect(pictures.length).toBeGreaterThan(30);
    expect(thinOutPictures([...pictures], { pictures: 100, bytes: 1 })).toHaveLength(11);
  });
});

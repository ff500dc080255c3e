import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readFaceHeader, writeFaceHeader } from '../../../../src/facesets/facePng';
import { readCheckpoint } from '../../../../src/training/store/checkpoint';
import { getEvaluationLogPath, readEvaluationLog } from '../../../../src/training/store/curves/evaluationLog';
import { writeFaces } from '../../../support/training/syntheticFaces';
import { joinLogMessages, TrainingFixture } from '../../../support/training/trainingFixture';

const training = new TrainingFixture();
const { request, trainHere } = training;

/** Writes the faces of a film of 80 frames, enough to hold some out. */
async function writeFilm(name: string): Promise<string[]> {
  const files = await writeFaces(join(training.faces, name), 80);
  for (const [i, file] of files.entries()) {
    const header = await readFaceHeader(file);
    const sourceFilename = `${name}_${String(i + 1).padStart(6, '0')}.png`;
    await writeFaceHeader(file, { ...header, source: { ...header.source, sourceFilename } });
  }
  return files;
}

let filmA: string[];
beforeAll(async () => {
  filmA = await writeFilm('film-a');
  await writeFilm('film-b');
}, 60_000);

const requestFilms = (modelDir: string, iterations: number, rest = {}) =>
  request(modelDir, iterations, {
    inputA: join(training.faces, 'film-a'),
    inputB: join(training.faces, 'film-b'),
    saveInterval: 100,
    ...rest,
  });

describe('a training with held-out faces', () => {
  it('measures the model on them at its end, which changes nothing of what is learned', async () => {
    const [whole, parts, without] = ['whole', 'parts', 'without'].map((name) => join(training.folder, name)) as [
      string,
      string,
      string,
    ];
    const { run, events } = await trainHere(requestFilms(whole, 2));
    const summary = await run;
    expect(joinLogMessages(events)).toContain('used to measure the model: 8 faces of A and 8 of B.');
    expect(summary.evaluationShare).toBeGreaterThan(0);
    const [entry, ...others] = await readEvaluationLog(whole);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ iteration: 2, kind: 'full', faces: 16 });
    expect(Object.keys(entry!.figures)).toEqual(expect.arrayContaining(['margin', 'detail', 'ssim', 'psnr']));

    for (const iterations of [1, 2]) await (await trainHere(requestFilms(parts, iterations))).run;
    const [one, other] = [await readCheckpoint(whole, 'nimble'), await readCheckpoint(parts, 'nimble')];
    expect(one.state.weights.crc32).toBe(other.state.weights.crc32);
    expect(one.state.held_out).toEqual({
      percent: 5,
      a: [{ from: 'film-a_000073', to: 'film-a_000080' }],
      b: [{ from: 'film-b_000073', to: 'film-b_000080' }],
    });
    expect(other.state.held_out).toEqual(one.state.held_out);
    expect(one.state.sessions['1']!.faces!.a).toMatchObject({ count: 72, held_out: 8 });
    expect((await readEvaluationLog(parts)).map(({ iteration }) => iteration)).toEqual([1, 2]);
    expect(one.state.best).toMatchObject({ iterations: 2, margin: entry!.figures.margin });

    const plain = await trainHere(requestFilms(without, 1, { holdOut: 0 }));
    expect((await plain.run).evaluationShare).toBeNull();
    expect((await readCheckpoint(without, 'nimble')).state.sessions['1']!.faces!.a.count).toBe(80);
    await expect(readFile(getEvaluationLogPath(without))).rejects.toThrow('ENOENT');
  });

  it('never reads them to train, and measures by those that can be read', async () => {
    for (const file of filmA.slice(-2)) await truncate(file, 8000);
    const { run, events } = await trainHere(requestFilms(training.folder, 5, { batchSize: 16, warpToLandmarks: true }));
    await run;
    expect(joinLogMessages(events)).not.toContain('Skipping a face');
    expect(await readEvaluationLog(training.folder)).toMatchObject([{ iteration: 5, faces: 14 }]);
  });

  it('says that none are held out of few, and that it cannot end by them', async () => {
    const { run, events } = await trainHere(request(training.folder, 1));
    await run;
    expect(joinLogMessages(events)).toContain('A has too few faces to hold some out');
    const few = await trainHere(request(training.folder, 2, { stopWhenFlat: true }));
    await expect(few.run).rejects.toThrow('A has too few faces for that');
    const none = await trainHere(requestFilms(training.folder, 2, { stopWhenFlat: true, holdOut: 0 })).catch(String);
    await expect(typeof none === 'string' ? none : none.run).rejects.toThrow('give a --hold-out of more than 0');
  });
});

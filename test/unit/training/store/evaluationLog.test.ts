import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { heldOutMeasures } from '../../../../src/evaluation/measures/heldOutMeasures';
import { isSetAsideName } from '../../../../src/files/setAside';
import { Random } from '../../../../src/tensor/random';
import {
  type EvaluationEntry,
  getEvaluationLogPath,
  openEvaluationLog,
  readEvaluationLog,
} from '../../../../src/training/store/curves/evaluationLog';
import { formatEvaluation, parseEvaluations } from '../../../../src/training/store/curves/evaluationRows';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'model-'));
  path = getEvaluationLogPath(folder);
  await mkdir(dirname(path));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function createEntry(iteration: number, kind: EvaluationEntry['kind'] = 'save'): EvaluationEntry {
  return { iteration, seconds: 1000.5, kind, faces: 16, figures: { margin: -0.25, mouth: 0.5, psnr: 21 } };
}

async function append(after: number, entries: readonly EvaluationEntry[]): Promise<string[]> {
  const warnings: string[] = [];
  const log = await openEvaluationLog(folder, after, (message) => warnings.push(message));
  for (const entry of entries) log.append(entry);
  log.close();
  return warnings;
}

describe('the log of evaluations', () => {
  it('returns what was appended', async () => {
    const entries = [createEntry(250), createEntry(500, 'full')];
    await append(0, entries);
    expect(await readEvaluationLog(folder)).toEqual(entries);
    expect(await readEvaluationLog(join(folder, 'missing'))).toEqual([]);
  });

  it('continues after the saved iteration, without the later lines of a killed run', async () => {
    await append(0, [createEntry(250), createEntry(500), createEntry(750)]);
    await writeFile(path, `${await readFile(path, 'utf8')}1000,17`);
    await append(500, [createEntry(750, 'full')]);
    expect(await readEvaluationLog(folder)).toEqual([createEntry(250), createEntry(500), createEntry(750, 'full')]);
    const headings = (await readFile(path, 'utf8')).split('\n').filter((line) => line.startsWith('iteration'));
    expect(headings).toHaveLength(1);
  });

  it('sets aside a link and the file of another program, and says so', async () => {
    const elsewhere = join(folder, 'elsewhere');
    await writeFile(elsewhere, 'precious');
    await symlink(elsewhere, path);
    expect(await readEvaluationLog(folder)).toEqual([]);
    expect(await append(0, [createEntry(250)])).toHaveLength(1);
    expect(await readFile(elsewhere, 'utf8')).toBe('precious');
    await writeFile(path, 'name,value\nprecious,1\n');
    expect(await append(0, [createEntry(250)])).toHaveLength(1);
    expect(await readEvaluationLog(folder)).toEqual([createEntry(250)]);
    const kept = (await readdir(dirname(path))).filter(isSetAsideName);
    const texts = await Promise.all(kept.map((name) => readFile(join(dirname(path), name), 'utf8')));
    expect(texts.sort()).toEqual(['name,value\nprecious,1\n', 'precious']);
  });

  it('goes on with a log whose columns are others, and reads only those that it knows', async () => {
    await writeFile(path, 'iteration,seconds,kind,faces,smile,margin\n250,1000.5,save,16,7,0.5\n');
    await append(250, [createEntry(500)]);
    const [first, second] = await readEvaluationLog(folder);
    expect(first!.figures).toEqual({ margin: 0.5 });
    expect(second).toEqual(createEntry(500));
  });

  it('returns only possible values from damaged logs', () => {
    const random = new Random(15);
    const lines = Array.from({ length: 12 }, (_, i) => formatEvaluation(createEntry(250 * (i + 1))));
    const columns = heldOutMeasures.map(({ name }) => name);
    const whole = Buffer.from([`iteration,seconds,kind,faces,${columns}`, ...lines, ''].join('\n'));
    expect(parseEvaluations(whole.toString())).toHaveLength(12);
    for (let run = 0; run < 500; run++) {
      const damaged = Buffer.from(whole.subarray(0, 1 + random.integer(whole.length)));
      for (let i = random.integer(8); i > 0; i--) damaged[random.integer(damaged.length)] = random.integer(256);
      for (const { iteration, seconds, faces, figures } of parseEvaluations(damaged.toString('latin1'))) {
        expect(Number.isSafeInteger(iteration) && iteration > 0 && faces > 0 && seconds >= 0).toBe(true);
        for (const { name, range } of heldOutMeasures) {
          const value = figures[name] ?? range[0];
          expect(value >= range[0] && value <= range[1]).toBe(true);
        }
      }
    }
  });
});

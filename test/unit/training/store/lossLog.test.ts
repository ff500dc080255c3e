import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getLossLogPath, openLossLog } from '../../../../src/training/store/lossLog';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'model-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function logIterations(after: number, iterations: readonly number[]): Promise<string[]> {
  const log = await openLossLog(folder, after);
  for (const iteration of iterations)
    log.onIteration({ iteration, seconds: 1.25, lossA: 0.1, lossB: Math.fround(0.3) });
  log.close();
  return (await readFile(getLossLogPath(folder), 'utf8')).split('\n');
}

describe('the log of losses', () => {
  it('continues after the saved iteration, without the later lines of a killed run', async () => {
    await logIterations(0, [1, 2, 3]);
    await appendFile(getLossLogPath(folder), '4,17');
    expect(await logIterations(2, [3])).toEqual([
      'iteration,seconds,loss_a,loss_b',
      '1,1.3,0.100000000,0.300000012',
      '2,1.3,0.100000000,0.300000012',
      '3,1.3,0.100000000,0.300000012',
      '',
    ]);
  });

  it('starts empty for a new model, and replaces a file that is not such a log', async () => {
    await logIterations(0, [1]);
    expect(await logIterations(0, [1])).toHaveLength(3);
    await mkdir(dirname(getLossLogPath(folder)), { recursive: true });
    await writeFile(getLossLogPath(folder), 'something else\n');
    expect(await logIterations(5, [6])).toHaveLength(3);
  });
});

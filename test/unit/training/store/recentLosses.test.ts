import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { getLossLogPath, openLossLog, readRecentLosses } from '../../../../src/training/store/lossLog';

test('the recent losses are the mean of the last hundred complete lines, whatever precedes them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'losses-'));
  try {
    expect(await readRecentLosses(folder)).toBeUndefined();
    const log = await openLossLog(folder, 0);
    expect(await readRecentLosses(folder)).toBeUndefined();
    const losses = (n: number) => (n <= 5000 ? { a: 9, b: 9 } : { a: n - 5000, b: 2 });
    for (let iteration = 1; iteration <= 5100; iteration++) {
      const { a, b } = losses(iteration);
      log.onIteration({ iteration, seconds: 1_780_000_000, lossA: a, lossB: b });
    }
    log.close();
    await appendFile(getLossLogPath(folder), '5101,1780000000.0,7');
    expect(await readRecentLosses(folder)).toEqual({ a: 50.5, b: 2 });
  } finally {
    await rm(folder, { recursive: true });
  }
});

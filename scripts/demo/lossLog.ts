import { readFile } from 'node:fs/promises';
import { hasCode } from '../../src/shared/errors';
import { type LossEntry, lossLogPath } from '../../src/training/lossLog';

/** The losses of every iteration that the model in `modelDir` has had; none where there is no model yet. */
export async function readLosses(modelDir: string): Promise<LossEntry[]> {
  const text = await readFile(lossLogPath(modelDir), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  });
  const [, ...lines] = text.trimEnd().split('\n');
  return lines.map((line) => {
    const [iteration = 0, seconds = 0, lossA = 0, lossB = 0] = line.split(',').map(Number);
    return { iteration, seconds, lossA, lossB };
  });
}

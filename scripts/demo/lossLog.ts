import { readFile } from 'node:fs/promises';
import { type LossEntry, lossLogPath } from '../../src/training/lossLog';

/** The losses of every iteration that the model in `modelDir` has had. */
export async function readLosses(modelDir: string): Promise<LossEntry[]> {
  const [, ...lines] = (await readFile(lossLogPath(modelDir), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => {
    const [iteration = 0, seconds = 0, lossA = 0, lossB = 0] = line.split(',').map(Number);
    return { iteration, seconds, lossA, lossB };
  });
}

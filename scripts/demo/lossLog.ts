import { createReadStream } from 'node:fs';
import { hasErrorCode } from '../../src/shared/errors';
import { LossLogParser } from '../../src/training/store/curves/lossLogParser';
import { getLossLogPath, type LossEntry } from '../../src/training/store/lossLog';

/** The losses of every iteration that the model in `modelDir` has had; none where there is no model yet. */
export async function readLosses(modelDir: string): Promise<LossEntry[]> {
  const entries: LossEntry[] = [];
  const parser = new LossLogParser(({ iteration, seconds, values: [lossA = 0, lossB = 0] }) =>
    entries.push({ iteration, seconds, lossA, lossB }),
  );
  try {
    for await (const piece of createReadStream(getLossLogPath(modelDir))) parser.push(piece as Buffer);
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw error;
  }
  return entries;
}

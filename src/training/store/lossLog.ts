import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { explainFileError } from '../../files/atomicFile';
import { hasErrorCode } from '../../shared/errors';
import { LossLogParser } from './curves/lossLogParser';
import { logsFolderName } from './modelFiles';
import type { IterationReport, TrainingObserver } from './trainingObserver';

/** The losses of every iteration, for plots: lines only ever come at the end, and each is there at once. */
export interface LossLog extends TrainingObserver {
  onIteration(entry: LossEntry): void;
  close(): void;
}

export type LossEntry = Pick<IterationReport, 'iteration' | 'seconds' | 'lossA' | 'lossB'> &
  Partial<Pick<IterationReport, 'losses'>>;

const headingStart = 'iteration,seconds,loss_a,loss_b';

export function getLossLogPath(modelDir: string): string {
  return join(modelDir, logsFolderName, 'losses.csv');
}

/**
 * Opens the log to go on after `iteration`: what a killed run logged beyond its last save is cut off. Where the losses
 * are others than before, a new heading comes before their lines.
 */
export async function openLossLog(modelDir: string, iteration: number): Promise<LossLog> {
  const path = getLossLogPath(modelDir);
  let { bytes, heading } = { bytes: 0, heading: '' };
  try {
    await mkdir(dirname(path), { recursive: true });
    ({ bytes, heading } = await findKeptPart(path, iteration));
    if (bytes === 0) await writeFile(path, '');
    else await truncate(path, bytes);
  } catch (error) {
    throw explainFileError(error, path);
  }
  const file = openSync(path, 'a');
  return {
    onIteration(entry) {
      const parts = listLossParts(entry);
      const names = [headingStart, ...parts.map(([name]) => name)].join(',');
      const values = [
        entry.lossA.toPrecision(9),
        entry.lossB.toPrecision(9),
        ...parts.map(([, value]) => value.toPrecision(6)),
      ];
      const line = `${entry.iteration},${entry.seconds.toFixed(1)},${values.join(',')}\n`;
      try {
        writeSync(file, names === heading ? line : `${names}\n${line}`);
        heading = names;
      } catch (error) {
        throw explainFileError(error, path);
      }
    },
    close: () => closeSync(file),
  };
}

/** The losses that make up those of the sides, where there are several. */
function listLossParts({ losses = {} }: LossEntry): [string, number][] {
  const { lossA: _a, lossB: _b, finite: _finite, ...parts } = losses;
  return Object.entries(parts);
}

/** Length of the whole lines up to `iteration`, and the heading they end under; nothing for another kind of file. */
async function findKeptPart(path: string, iteration: number): Promise<{ bytes: number; heading: string }> {
  const kept = { bytes: 0, heading: '' };
  let isOver = false;
  const parser = new LossLogParser((row) => {
    isOver ||= row.iteration > iteration;
    if (isOver || !parser.heading.startsWith(headingStart)) return;
    kept.bytes = row.end;
    kept.heading = parser.heading;
  });
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
      parser.push(piece as Buffer);
      if (isOver) break;
    }
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw error;
  }
  return kept;
}

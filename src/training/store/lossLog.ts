import { writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createFolder } from '../../files/createFolder';
import { openRegularFile, openToAppend } from '../../files/regularFile';
import { setUnfitAside } from '../../files/setUnfitAside';
import { requireInside } from '../../files/storedPath';
import { explainFileError } from '../../files/systemErrors';
import { hasErrorCode } from '../../shared/errors';
import { LossLogParser } from './curves/lossLogParser';
import { logsFolderName } from './modelFiles';
import type { IterationReport, TrainingObserver } from './trainingObserver';

/** Log of the losses of every iteration. Lines are only appended, and each is written at once. */
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

/** Returns whether a file begins like a log of losses, of which a kill or a full disk may have cut even the first line. */
export async function isLossLog(path: string): Promise<boolean> {
  const file = await openRegularFile(path).catch(() => undefined);
  const start = Buffer.alloc(headingStart.length);
  const found = await file?.read(start, 0, start.length, 0).finally(() => file.close());
  return found !== undefined && headingStart.startsWith(start.toString('latin1', 0, found.bytesRead));
}

/**
 * Opens the log to continue after `iteration`: lines of a killed run after its last save are cut off. If the columns differ
 * from the previous ones, a new heading precedes the next line.
 */
export async function openLossLog(
  modelDir: string,
  iteration: number,
  onWarning: (message: string) => void = () => undefined,
): Promise<LossLog> {
  const path = getLossLogPath(modelDir);
  let { bytes, heading } = { bytes: 0, heading: '' };
  let file: FileHandle;
  try {
    await requireInside(modelDir, dirname(path));
    await createFolder(dirname(path));
    await setUnfitAside(path, onWarning);
    ({ bytes, heading } = await findKeptPart(path, iteration));
    file = await openToAppend(path);
    await file.truncate(bytes);
  } catch (error) {
    throw explainFileError(error, path);
  }
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
        writeSync(file.fd, names === heading ? line : `${names}\n${line}`);
        heading = names;
      } catch (error) {
        throw explainFileError(error, path);
      }
    },
    close: () => void file.close(),
  };
}

/** Lists the parts of the losses, if there are several. */
function listLossParts({ losses = {} }: LossEntry): [string, number][] {
  const { lossA: _a, lossB: _b, finite: _finite, ...parts } = losses;
  return Object.entries(parts);
}

/** Finds the length of the complete lines up to `iteration`, and the heading above the last of them; 0 and '' for another kind of file. */
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
    const file = await openRegularFile(path);
    for await (const piece of file.createReadStream({ highWaterMark: 1 << 20 })) {
      parser.push(piece as Buffer);
      if (isOver) break;
    }
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw error;
  }
  return kept;
}

/** Number of iterations of which the mean is shown, because the loss of a single one varies a lot. */
const recentIterations = 100;
/** Enough bytes for that many lines with a dozen losses each. */
const recentBytes = 16 << 10;

export interface SideLosses {
  readonly a: number;
  readonly b: number;
}

/** Returns the mean losses of the last hundred logged iterations; undefined without a log. It reads only the end of the log. */
export async function readRecentLosses(modelDir: string): Promise<SideLosses | undefined> {
  const end = await readEnd(getLossLogPath(modelDir), recentBytes).catch(() => ''); // not trained yet, or trained without logs
  const wholeLines = end.slice(0, end.lastIndexOf('\n') + 1).split('\n');
  const rows = wholeLines
    .map((line) => line.split(',').map(Number))
    .filter((row) => row.length >= 4 && row.every(Number.isFinite))
    .slice(-recentIterations);
  if (rows.length === 0) return undefined;
  const averageColumn = (column: number) => rows.reduce((sum, row) => sum + row[column]!, 0) / rows.length;
  return { a: averageColumn(2), b: averageColumn(3) };
}

/** Reads the last `bytes` of a file, from the first complete line on. */
async function readEnd(path: string, bytes: number): Promise<string> {
  const file = await openRegularFile(path, { within: dirname(dirname(path)) });
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - bytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, start);
    const text = buffer.toString('latin1', 0, bytesRead);
    return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    await file.close();
  }
}

import { open } from 'node:fs/promises';
import { getLossLogPath } from '../lossLog';

/** The losses of one iteration jump about: the mean of a few is what a person looks at. */
const recentIterations = 100;
/** Holds so many lines, with a dozen losses each. */
const recentBytes = 16 << 10;

export interface SideLosses {
  readonly a: number;
  readonly b: number;
}

/** The mean losses of the last hundred iterations that were logged; undefined without a log. Reads only its end. */
export async function readRecentLosses(modelDir: string): Promise<SideLosses | undefined> {
  const end = await readEnd(getLossLogPath(modelDir), recentBytes).catch(() => ''); // not trained yet, or without logs
  const wholeLines = end.slice(0, end.lastIndexOf('\n') + 1).split('\n');
  const rows = wholeLines
    .map((line) => line.split(',').map(Number))
    .filter((row) => row.length >= 4 && row.every(Number.isFinite))
    .slice(-recentIterations);
  if (rows.length === 0) return undefined;
  const mean = (column: number) => rows.reduce((sum, row) => sum + row[column]!, 0) / rows.length;
  return { a: mean(2), b: mean(3) };
}

/** The last `bytes` of a file, from the first whole line on. */
async function readEnd(path: string, bytes: number): Promise<string> {
  const file = await open(path);
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

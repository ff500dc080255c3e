import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asUserError } from '../media/atomicFile';
import { hasCode } from '../shared/errors';
import { logsFolder } from './modelFiles';
import type { Iteration, TrainingObserver } from './workflow/observer';

/** The losses of every iteration, for plots: lines only ever come at the end, and each is there at once. */
export interface LossLog extends TrainingObserver {
  iterated(entry: LossEntry): void;
  close(): void;
}

export type LossEntry = Pick<Iteration, 'iteration' | 'seconds' | 'lossA' | 'lossB'>;

const heading = 'iteration,seconds,loss_a,loss_b\n';

export function lossLogPath(modelDir: string): string {
  return join(modelDir, logsFolder, 'losses.csv');
}

/** Opens the log to go on after `iteration`: what a killed run logged beyond its last save is cut off. */
export async function openLossLog(modelDir: string, iteration: number): Promise<LossLog> {
  const path = lossLogPath(modelDir);
  try {
    await mkdir(dirname(path), { recursive: true });
    const kept = keptBytes(await readText(path), iteration);
    if (kept === 0) await writeFile(path, heading);
    else await truncate(path, kept);
  } catch (error) {
    throw asUserError(error, path);
  }
  const file = openSync(path, 'a');
  return {
    iterated({ iteration, seconds, lossA, lossB }) {
      try {
        writeSync(file, `${iteration},${seconds.toFixed(1)},${lossA.toPrecision(9)},${lossB.toPrecision(9)}\n`);
      } catch (error) {
        throw asUserError(error, path);
      }
    },
    close: () => closeSync(file),
  };
}

/** Length of the heading and of the whole lines up to `iteration`; 0 for another kind of file. */
function keptBytes(text: string, iteration: number): number {
  if (!text.startsWith(heading)) return 0;
  let end = heading.length;
  while (end < text.length) {
    const next = text.indexOf('\n', end);
    if (next < 0 || !(Number.parseInt(text.slice(end, next), 10) <= iteration)) break;
    end = next + 1;
  }
  return end;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'latin1');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { JobEvent } from '../../../src/shared/jobEvents';
import type { TrainStageOptions } from '../../../src/stages/train/run';
import { buildEntries, loaderEntry } from './buildEntries';

/** The train stage as a separate program, with its loader process. */
export interface TrainProgram {
  readonly loaderModule: string;
  /** Trains in a new process, which is killed when `onEvent` returns `kill`. */
  train(options: TrainStageOptions, onEvent?: (event: JobEvent) => 'kill' | undefined): Promise<void>;
  remove(): Promise<void>;
}

export async function buildTrainProgram(): Promise<TrainProgram> {
  const { folder, remove } = await buildEntries({
    ...loaderEntry,
    train: 'test/support/training/trainProgramEntry.ts',
  });
  const loaderModule = join(folder, 'loader.mjs');
  return {
    loaderModule,
    async train(options, onEvent = () => undefined) {
      const words = [join(folder, 'train.mjs'), JSON.stringify({ loaderModule, ...options })];
      const program = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
      createInterface({ input: program.stdout }).on('line', (line) => {
        if (onEvent(JSON.parse(line)) === 'kill') program.kill('SIGKILL');
      });
      const [code, signal] = await once(program, 'close');
      if (code !== 0 && signal !== 'SIGKILL') throw new Error(`training ended with ${code}`);
    },
    remove,
  };
}

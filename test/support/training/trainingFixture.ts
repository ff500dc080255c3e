import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { JobContext, JobEvent } from '../../../src/shared/jobEvents';
import { type TrainStageOptions, train } from '../../../src/stages/train/run';
import { writeFaces } from './syntheticFaces';
import { buildTrainProgram, type TrainProgram } from './trainProgram';

/** Provides the faces of two people for the tests of a file, and a folder for a model for each test. */
export class TrainingFixture {
  program!: TrainProgram;
  faces!: string;
  folder!: string;

  constructor() {
    beforeAll(async () => {
      this.program = await buildTrainProgram();
      this.faces = await mkdtemp(join(tmpdir(), 'faces-'));
      await writeFaces(join(this.faces, 'a'), 3);
      await writeFaces(join(this.faces, 'b'), 5);
    }, 60_000);
    afterAll(async () => {
      await this.program.remove();
      await rm(this.faces, { recursive: true, force: true });
    });
    beforeEach(async () => {
      this.folder = await mkdtemp(join(tmpdir(), 'model-'));
    });
    afterEach(() => rm(this.folder, { recursive: true, force: true }));
  }

  readonly request = (
    modelDir: string,
    iterations: number,
    rest: Partial<TrainStageOptions> = {},
  ): TrainStageOptions => ({
    inputA: join(this.faces, 'a'),
    inputB: join(this.faces, 'b'),
    modelDir,
    trainer: 'nimble',
    batchSize: 2,
    iterations,
    saveInterval: 2,
    seed: 5,
    threads: 1,
    ...rest,
  });

  /** Trains in this process, and returns the events. */
  readonly trainHere = async (
    options: TrainStageOptions,
    onEvent: (event: JobEvent) => void = () => undefined,
    more: Partial<JobContext> = {},
  ) => {
    const events: JobEvent[] = [];
    const controller = new AbortController();
    const emit = (event: JobEvent) => {
      events.push(event);
      onEvent(event);
    };
    const job = { signal: controller.signal, emit, ...more };
    const run = train({ loaderModule: this.program.loaderModule, ...options }, job);
    return { events, controller, run };
  };
}

/** Joins the log messages of a training. */
export const joinLogMessages = (events: readonly JobEvent[]) =>
  events.flatMap((event) => (event.type === 'log' ? [event.message] : [])).join('\n');

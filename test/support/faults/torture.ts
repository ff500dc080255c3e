import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../../src/tensor/random';
import { countCalls, makeReference, type Reference, runWithFault } from './faultRuns';
import type { FaultPlan } from './faults';
import { fuzz } from './fuzzRuns';
import type { Reader } from './reader';
import type { RunCommand, StageCase } from './stageCases';

/** A row of the table in docs/reliability.md. */
export interface TortureRow {
  readonly what: string;
  readonly runs: number;
  readonly problems: readonly string[];
}

/** The faults that every command meets, each at a random one of the calls that it counts. */
export const faultKinds: Readonly<Record<string, FaultPlan>> = {
  'kill -9 at a rename, unlink, link or fsync': {
    fault: 'kill',
    calls: ['rename', 'unlink', 'rm', 'link', 'sync', 'fsync', 'datasync'],
  },
  'kill -9 at any other write': { fault: 'kill', calls: ['write', 'mkdir', 'copyFile', 'started'] },
  'kill -9 at a read': { fault: 'kill', calls: ['read'] },
  'the command is killed before its job can listen': { fault: 'orphan' },
  'a disk that is full from some write on': { fault: 'ENOSPC', calls: ['write', 'mkdir', 'link'], lasting: true },
  'an error of the disk (EIO) at one call': { fault: 'EIO' },
  'too many open files (EMFILE) at one call': { fault: 'EMFILE', calls: ['open', 'readFile', 'readdir', 'opendir'] },
  'a disk that can only be read from some call on': { fault: 'EROFS', calls: ['write', 'change'], lasting: true },
};

/** Lets every command meet faults until the time is over; at least one of each kind for each command. */
export class Torture {
  readonly #references = new Map<StageCase, Reference>();

  constructor(
    private readonly inputs: string,
    private readonly folder: string,
    private readonly run: RunCommand,
    private readonly random: Random,
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** Runs `stage` with one fault of a kind; returns what is wrong, each with the plan that repeats it. */
  async runOnce(stage: StageCase, kind: string): Promise<string[]> {
    const folder = join(this.folder, stage.name.replaceAll(' ', '-'));
    const reference = this.#references.get(stage) ?? (await makeReference(this.inputs, folder, stage, this.run));
    this.#references.set(stage, reference);
    const plan: FaultPlan = { programs: [stage.program ?? 'job'], ...faultKinds[kind] };
    const at = 1 + this.random.integer(Math.max(1, countCalls(reference, plan)));
    const problems = await runWithFault(this.inputs, folder, stage, { ...plan, at }, reference, this.run);
    return problems.map((problem) => `${stage.name}, call ${at}: ${problem}`);
  }

  /** Runs commands with faults until `isOver`; calls `onRun` after each. */
  async runFaults(
    stages: readonly StageCase[],
    isOver: () => boolean,
    onRun: (row: string) => void,
  ): Promise<TortureRow[]> {
    const rows = new Map(Object.keys(faultKinds).map((what) => [what, { what, runs: 0, problems: [] as string[] }]));
    for (let round = 0; stages.length > 0 && (round === 0 || !isOver()); round++)
      for (const stage of stages)
        for (const row of rows.values()) {
          if (round > 0 && isOver()) break;
          row.runs += 1;
          const problems = await this.runOnce(stage, row.what);
          row.problems.push(...problems);
          onRun(`${stage.name}: ${row.what}: ${problems.length === 0 ? 'ok' : problems.join('; ')}`);
        }
    return [...rows.values()];
  }

  /** Reads damaged files; `isOver` says when a reader has had its share. Bad files are kept in the folder. */
  async fuzzReaders(
    readers: readonly Reader[],
    isOver: (reader: Reader, readings: number) => boolean,
  ): Promise<TortureRow[]> {
    const rows: TortureRow[] = [];
    for (const reader of readers) {
      const folder = join(this.folder, 'fuzz', reader.name.replaceAll(' ', '-'));
      const { readings, bad } = await fuzz(reader, this.inputs, folder, this.random, (done) => isOver(reader, done));
      for (const [i, { bytes }] of bad.slice(0, 10).entries())
        writeFileSync(join(this.folder, `bad-${reader.name}-${i}`), bytes);
      const problems = [...new Set(bad.map(({ error }) => error.split('\n').slice(0, 3).join(' ')))];
      rows.push({ what: `damaged: ${reader.name}`, runs: readings, problems });
    }
    return rows;
  }
}

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import type { JobResultEvent } from '../../../src/shared/jobEvents';

export { makeFaceClip, makePatternClip } from '../media/faceClip';

export interface CommandEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** As in esbuild.config.mjs: some bundled CommonJS packages still call it. */
const requireShim =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** The command line as it is built, for the tests of one file, with a folder for what it works on. */
export class Program {
  readonly folder = mkdtempSync(join(tmpdir(), 'faceswap-cli-'));
  readonly #dist: string;

  constructor() {
    mkdirSync('.cache', { recursive: true });
    this.#dist = mkdtempSync(resolve('.cache/cli-')); // below the repository, where Node finds the native packages
    chmodSync(this.#dist, 0o755); // some tests run it as nobody
    beforeAll(() => this.#build());
    afterAll(() => {
      for (const folder of [this.folder, this.#dist]) rmSync(folder, { recursive: true, force: true });
    });
  }

  get cli(): string {
    return join(this.#dist, 'cli.mjs');
  }

  /** A review as a command (test/support/faults). */
  get reviewCommand(): string {
    return join(this.#dist, 'reviewCommand.mjs');
  }

  resolvePath(...names: string[]): string {
    return join(this.folder, ...names);
  }

  start(args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    const env = { ...process.env, LC_ALL: 'C', FACESWAP_STATE: this.resolvePath('state'), ...options.env };
    return spawn(process.execPath, [this.cli, ...args], { cwd: this.folder, ...options, env });
  }

  async run(args: readonly string[], options: SpawnOptions = {}): Promise<CommandEnd> {
    return await waitForEnd(this.start(args, options));
  }

  async #build(): Promise<void> {
    const entryPoints = [
      'src/cli.ts',
      { in: 'src/jobs/process/jobProcess.ts', out: 'job' },
      { in: 'src/jobs/queue/queueProcess.ts', out: 'queue' },
      { in: 'src/jobs/review/reviewProcess.ts', out: 'review' },
      { in: 'src/training/data/loaderProcess.ts', out: 'loader' },
      { in: 'test/support/faults/reviewCommand.ts', out: 'reviewCommand' },
    ];
    await build({
      entryPoints: entryPoints.map((entry) => (typeof entry === 'string' ? { in: entry, out: 'cli' } : entry)),
      bundle: true,
      platform: 'node',
      format: 'esm',
      outdir: this.#dist,
      outExtension: { '.js': '.mjs' },
      external: ['onnxruntime-node', 'sharp', '@vladmandic/face-api'],
      banner: { js: requireShim },
      logLevel: 'error',
    });
  }
}

export async function waitForEnd(child: ChildProcess): Promise<CommandEnd> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (data) => {
    stdout += data;
  });
  child.stderr?.on('data', (data) => {
    stderr += data;
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

/** The last line under `--json`. */
export function parseResult({ stdout }: CommandEnd): JobResultEvent {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

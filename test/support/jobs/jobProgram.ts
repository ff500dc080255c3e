import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';

/** The real job process with test stages: the input of the job says how the stage behaves. */
const jobProgram = `
  import { runJob } from './src/jobs/process/runJob';
  import { UserError, throwIfCanceled } from './src/shared/errors';
  import { createProgress } from './src/shared/jobReporting';
  import { appendFile, writeFile } from 'node:fs/promises';
  import { setTimeout as pause } from 'node:timers/promises';

  const deeds = {
    async work(options, job) {
      const progress = createProgress(job, { name: 'Work', total: 3, unit: 'frames' });
      for (let i = 0; i < 3; i++) progress.advance();
      progress.finish();
      console.log('working at', options.every);
      return { frames: 3, output: options.output };
    },
    async note(options) {
      await appendFile(options.output + '.notes', options.every + ' ');
      return { frames: options.every };
    },
    async wait(options, job) {
      job.emit({ type: 'saved', path: options.output });
      try {
        for (;;) { throwIfCanceled(job.signal); await pause(5); }
      } finally {
        await writeFile(options.output + '.saved', 'saved');
      }
    },
    async stubborn(options, job) {
      job.emit({ type: 'saved', path: options.output });
      await new Promise(() => setInterval(() => {}, 1000));
    },
    async obey(options, job) {
      job.onControl((command) => job.emit({ type: 'log', level: 'info', message: 'asked for ' + command }));
      job.emit({ type: 'step', iteration: 7, lossA: 0.5, lossB: 0.25 });
      job.emit({ type: 'saved', path: options.output });
      for (;;) { throwIfCanceled(job.signal); await pause(5); }
    },
    async mistake() { throw new UserError('The clip is empty.'); },
    async bug() { return undefined.frames; },
    async stray() { setTimeout(() => { throw new Error('nobody awaited this'); }); await new Promise(() => setInterval(() => {}, 1000)); },
    async full() { throw Object.assign(new Error('no space'), { code: 'ENOSPC', path: '/clip/out.png' }); },
    async abort() { process.abort(); },
  };
  await runJob(process.argv[2], async () => (options, job) => deeds[options.input](options, job));
`;

/** The work of the stages, and packages that only this work uses. */
const notBundled = ['./run', 'onnxruntime-node', 'sharp', '@vladmandic/face-api'];

/**
 * Bundles a module given by its text, without the work of the stages. In pieces, so that what a stage loads on demand, such
 * as native packages, is not loaded at the start.
 */
export async function bundleModule(contents: string, outfile: string): Promise<string> {
  const stdin = { contents, resolveDir: process.cwd() };
  const name = basename(outfile, '.mjs');
  await build({
    stdin,
    external: notBundled,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    outdir: dirname(outfile),
    entryNames: name,
    chunkNames: `${name}-[hash]`,
    outExtension: { '.js': '.mjs' },
    logLevel: 'silent',
  });
  return outfile;
}

export async function bundleJobProgram(folder: string): Promise<string> {
  return await bundleModule(jobProgram, join(folder, 'job.mjs'));
}

export async function bundleQueueProgram(folder: string): Promise<string> {
  return await bundleModule("import './src/jobs/queue/queueProcess';", join(folder, 'queue.mjs'));
}

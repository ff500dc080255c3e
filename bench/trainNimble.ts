import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { JobEvent } from '../src/shared/jobEvents';
import { measureMatmulGflops } from './matmul';

/**
 * Measures steps per second of `nimble` with 16+16 faces, as users get them: runs the command itself, with loader, all
 * augmentation, ssim + mse, masks, a save and a preview.
 *
 *     npm run bench -- train-nimble [--a FACES] [--b FACES] [--iterations 150] [--batch 16] [--trainer nimble]
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      a: { type: 'string', default: '../shared/data/faceswap3' },
      b: { type: 'string', default: '../shared/data/faceswap3' },
      iterations: { type: 'string', default: '150' },
      batch: { type: 'string', default: '16' },
      trainer: { type: 'string', default: 'nimble' },
    },
  });
  const modelDir = await mkdtemp(join(tmpdir(), 'train-nimble-'));
  try {
    const what = ['--trainer', values.trainer, '--iterations', values.iterations, '--batch-size', values.batch];
    const where = ['--input-a', values.a, '--input-b', values.b, '--model-dir', modelDir];
    const { steps, summary } = await trainAndTime(['train', ...where, ...what, '--json']);
    const intervals = steps
      .slice(1)
      .map(({ at, iteration }, i) => (at - steps[i]!.at) / (iteration - steps[i]!.iteration));
    const steady = intervals.slice(Math.floor(intervals.length / 4)).sort((a, b) => a - b);
    const medianMs = steady[Math.floor(steady.length / 2)]!;
    const measuring = (100 * Number(summary.evaluationShare ?? 0)).toFixed(1);
    const percent = (100 * Number(summary.waitingShare)).toFixed(1);
    console.log(
      `${values.trainer} at ${values.batch}+${values.batch}: ${(1000 / medianMs).toFixed(2)} steps/s (median ${medianMs.toFixed(0)} ms),`,
      `${percent} % of the time waiting for faces, ${measuring} % measuring held-out ones; matrix product ${(await measureMatmulGflops(0)).toFixed(0)} GFLOP/s`,
    );
  } finally {
    await rm(modelDir, { recursive: true, force: true });
  }
}

/** Runs the command. Returns the times in milliseconds at which iterations were reported, and the final summary. */
async function trainAndTime(words: readonly string[]) {
  const child = spawn(process.execPath, ['dist/cli.mjs', ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const steps: { readonly iteration: number; readonly at: number }[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as JobEvent;
    if (event.type === 'step') steps.push({ iteration: event.iteration, at: performance.now() });
    if (event.type === 'result' && event.summary) return { steps, summary: event.summary };
  }
  throw new Error('The training printed no result.');
}

import { parseArgs } from 'node:util';
import type { JobContext } from '../src/shared/jobEvents';
import { evaluate } from '../src/stages/evaluate/run';
import { measureMatmulGflops } from './matmul';

const job: JobContext = { signal: new AbortController().signal, emit: () => undefined };

/**
 * Measures how long `evaluate` takes for a result, in frames a second, and its memory at its peak. `npm run bench -- convert`
 * tells how long its conversion takes.
 *
 *     npm run bench -- evaluate FILM ALIGNMENTS RESULT FACES_A FACES_B [--ceiling-frames 40] [--every 1]
 */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'ceiling-frames': { type: 'string', default: '40' }, every: { type: 'string', default: '1' } },
  });
  const [input, alignments, result, facesA, facesB] = positionals as [string, string, string, string, string];
  const start = performance.now();
  const cpu = process.cpuUsage();
  const { frames } = await evaluate(
    {
      ...{ input, alignments, result, facesA, facesB },
      ...{ ceilingFrames: Number(values['ceiling-frames']), every: Number(values.every) },
    },
    job,
  );
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    JSON.stringify({
      frames,
      framesPerSecond: Number((frames / seconds).toFixed(1)),
      processorMsPerFrame: Math.round((user + system) / 1000 / frames),
      peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
      matmulGflops: Math.round(await measureMatmulGflops(0)),
    }),
  );
}

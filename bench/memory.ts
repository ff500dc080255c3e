import { availableParallelism } from 'node:os';
import { estimateMemory } from '../src/runtime/estimateMemory';
import { buildBenchmarkStep } from './step/benchmarkStep';
import { measureInProcess } from './step/stepTable';

const rows = (['nimble', 'lightweight', 'original'] as const).flatMap((model) =>
  (['mae', 'ssim+mse'] as const).flatMap((loss) => [2, 8, 16].map((batch) => ({ model, batch, loss }))),
);

/**
 * `npm run bench -- memory`: prints the memory that a training estimates before its first step, and the measured
 * memory.
 */
export async function run(): Promise<void> {
  console.log('model        batch loss      estimate MiB  peak MiB  off');
  for (const row of rows) {
    const { totalBytes } = estimateMemory(buildBenchmarkStep(row.model, row.loss, row.batch, 'cpu').step);
    const settings = { ...row, device: 'cpu', iterations: 3, threads: availableParallelism() } as const;
    const { peak_rss_mib: peak } = await measureInProcess(settings);
    const estimate = totalBytes / 2 ** 20;
    const off = `${estimate > peak ? '+' : ''}${((100 * (estimate - peak)) / peak).toFixed(0)} %`;
    const cells = [row.model.padEnd(12), String(row.batch).padStart(5), row.loss.padEnd(8)];
    console.log([...cells, estimate.toFixed(0).padStart(13), String(peak).padStart(9), off.padStart(5)].join(' '));
  }
}

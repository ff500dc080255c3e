import { availableParallelism } from 'node:os';
import { estimateMemory } from '../src/runtime/memory/estimateMemory';
import { benchedStep } from './step/benchedStep';
import { measureInProcess } from './step/stepTable';

const rows = (['nimble', 'lightweight', 'original'] as const).flatMap((model) =>
  ([2, 8, 16] as const).map((batch) => ({ model, batch, loss: 'mae' }) as const),
);

/** `npm run bench -- memory`: the estimate that a training tells before its first step, beside what a process took. */
export async function run(): Promise<void> {
  console.log('model        batch  estimate MiB  peak MiB  off');
  for (const row of rows) {
    const { totalBytes } = await estimateMemory(benchedStep(row.model, row.loss, row.batch, 'cpu').step);
    const settings = { ...row, device: 'cpu', iterations: 3, threads: availableParallelism() } as const;
    const { peak_rss_mib: peak } = await measureInProcess(settings);
    const estimate = totalBytes / 2 ** 20;
    const off = `${estimate > peak ? '+' : ''}${((100 * (estimate - peak)) / peak).toFixed(0)} %`;
    const cells = [row.model.padEnd(12), String(row.batch).padStart(5), estimate.toFixed(0).padStart(13)];
    console.log([...cells, String(peak).padStart(9), off.padStart(5)].join(' '));
  }
}

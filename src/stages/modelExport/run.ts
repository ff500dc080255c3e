import type { JobContext } from '../../shared/jobEvents';
import { type ExportRequest, exportModel } from '../../training/exchange/exportModel';
import { logKeptFile } from '../earlierResult';

export interface ModelExportOptions extends Pick<ExportRequest, 'modelDir' | 'output' | 'license'> {
  /** Export the direction from B to A instead of A to B. */
  readonly swapModel?: boolean;
  readonly precision?: 'fp32' | 'fp16';
}

export interface ModelExportSummary {
  readonly iterations: number;
  readonly output: string;
  readonly bytes: number;
  /** Width and height of the pictures that the model takes and returns, in pixels. */
  readonly inputSize: number;
  readonly outputSize: number;
}

/** Writes a model as one file for other programs. @throws UserError */
export async function modelExport(
  { swapModel = false, precision = 'fp32', ...options }: ModelExportOptions,
  job: JobContext,
): Promise<ModelExportSummary> {
  const { notes, earlier, ...summary } = await exportModel({
    ...options,
    swap: swapModel,
    precision: precision === 'fp16' ? 'float16' : 'float32',
  });
  for (const message of notes) job.emit({ type: 'log', level: 'warning', message });
  if (earlier !== undefined) logKeptFile(options.output, earlier, job);
  return { ...summary, output: options.output };
}

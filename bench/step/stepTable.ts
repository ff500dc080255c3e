import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { getTrainingEnvironment } from '../../src/runtime/trainingEnvironment';
import { measureMatmulGflops } from '../matmul';
import { type BenchmarkLoss, type BenchmarkModel, buildBenchmarkStep } from './benchmarkStep';
import type { StepResult, StepSettings } from './measureStep';
import { findTorch, measurePeer, measurePeerFirstStep, type PeerResult } from './peer';
import { countGflop, kinds, measureBreakdown, type StepBreakdown } from './stepBreakdown';

export type Row = readonly [BenchmarkModel, number, BenchmarkLoss];

export const defaultRows: readonly Row[] = [
  ['original', 8, 'mae'],
  ['original', 8, 'ssim+mse'],
  ['lightweight', 8, 'mae'],
  ['lightweight', 8, 'ssim+mse'],
  ['residual', 8, 'mae'],
  ['nimble', 16, 'ssim+mse'],
  ['dfaker', 4, 'mae'],
  ['villain', 2, 'mae'],
];

/** Every model, with a batch size that fits a small machine. */
export const modelRows: readonly Row[] = [
  ['nimble', 16, 'mae'],
  ['original', 8, 'mae'],
  ['lightweight', 8, 'mae'],
  ['iae', 8, 'mae'],
  ['phaze_a', 4, 'mae'],
  ['dfaker', 4, 'mae'],
  ['dfl_h128', 4, 'mae'],
  ['realface', 4, 'mae'],
  ['dlight', 2, 'mae'],
  ['unbalanced', 2, 'mae'],
  ['dfl_sae', 2, 'mae'],
  ['villain', 2, 'mae'],
];

export interface TableSettings extends Pick<StepSettings, 'iterations' | 'threads' | 'device'> {
  readonly rows: readonly Row[];
  /** How often our measurement and the peer's alternate. The medians of their medians are compared. */
  readonly turns: number;
}

/** Measures and prints the rows one after the other. */
export async function printStepTable({ rows, turns, ...common }: TableSettings): Promise<void> {
  const python = await findTorch();
  if (!python) console.log('PyTorch is not installed, so there is nothing to compare with.');
  const gflops = await measureMatmulGflops(common.threads);
  console.log(`matrix product: ${gflops.toFixed(0)} GFLOP/s, ${common.threads} threads\n`);
  console.log('model        batch loss      s/step  PyTorch  ratio  MiB   PyTorch  first s  PyTorch  GFLOP  share');
  for (const [model, batch, loss] of rows) {
    const settings = { ...common, model, batch, loss };
    const ours: StepResult[] = [];
    const theirs: PeerResult[] = [];
    const theirFirst: number[] = [];
    for (let turn = 0; turn < turns; turn++) {
      ours.push(await measureInProcess(settings));
      const peer = python && (await measurePeer(python, settings));
      if (peer) theirs.push(peer);
      const first = python && (await measurePeerFirstStep(python, settings));
      if (first) theirFirst.push(first);
    }
    const gflop = countGflop(buildBenchmarkStep(model, loss, batch, common.device));
    console.log(formatRow(settings, { ours, theirs, theirFirst }, gflop, gflops));
  }
  // This comes last, because child processes inherit the peak memory of a process that was large once.
  console.log('\nShare of the time:');
  for (const [model, batch, loss] of rows)
    console.log(`${model} ${loss}: ${formatShares(await measureBreakdown({ ...common, model, batch, loss }))}`);
}

/** Measures in a separate process, so that its peak memory is independent. */
export async function measureInProcess({
  model,
  batch,
  loss,
  iterations,
  threads,
  device,
}: StepSettings): Promise<StepResult> {
  const numbers = ['--batch', String(batch), '--iters', String(iterations), '--threads', String(threads)];
  const words = ['train-step', '--model', model, '--loss', loss, '--device', device, ...numbers, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, [process.argv[1]!, ...words], {
    env: { ...process.env, ...getTrainingEnvironment() },
  });
  return JSON.parse(stdout) as StepResult;
}

interface Turns {
  readonly ours: readonly StepResult[];
  readonly theirs: readonly PeerResult[];
  /** Seconds from the start of the process to the end of the first step. */
  readonly theirFirst: readonly number[];
}

function formatRow(
  { model, batch, loss }: StepSettings,
  { ours, theirs, theirFirst }: Turns,
  gflop: number,
  machineGflops: number,
): string {
  const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];
  const seconds = median(ours.map(({ seconds_median }) => seconds_median))!;
  const peerSeconds = median(theirs.map(({ seconds_median }) => seconds_median));
  const peerMemory = median(theirs.map(({ peak_rss_mib }) => peak_rss_mib));
  return [
    model.padEnd(12),
    String(batch).padEnd(5),
    loss.padEnd(9),
    seconds.toFixed(3).padEnd(7),
    (peerSeconds?.toFixed(3) ?? '').padEnd(8),
    (peerSeconds === undefined ? '' : (seconds / peerSeconds).toFixed(2)).padEnd(6),
    String(median(ours.map(({ peak_rss_mib }) => peak_rss_mib))).padEnd(5),
    String(peerMemory ?? '').padEnd(8),
    String(median(ours.map(({ first_step_seconds }) => first_step_seconds))).padEnd(8),
    (median(theirFirst)?.toFixed(1) ?? '').padEnd(8),
    gflop.toFixed(1).padEnd(6),
    `${((100 * gflop) / seconds / machineGflops).toFixed(0)} %`,
  ].join(' ');
}

export function formatShares({ shares }: StepBreakdown): string {
  return `${kinds.map((kind) => `${kind} ${(100 * shares[kind]).toFixed(0)} %`).join(', ')}`;
}

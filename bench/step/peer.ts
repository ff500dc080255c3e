import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { StepResult, StepSettings } from './measureStep';

/** The keys of ours that the peer prints too. */
export type PeerResult = Pick<StepResult, 'seconds_median' | 'seconds_min' | 'peak_rss_mib' | 'parameters'>;

const ofModels = resolve('../shared/bench/torch_train_step.py');
const ofResidualBlocks = resolve('bench/step/torchResidual.py');

/**
 * Seconds from the start of the peer's process to the end of its first step: the peer tells no such time, so that it is a
 * run of two steps less its second. The end of the process, a tenth of a second or so, is in it.
 */
export async function peerFirstStepSeconds(python: string, settings: StepSettings): Promise<number | undefined> {
  const start = performance.now();
  const peer = await measurePeer(python, { ...settings, iterations: 1 });
  return peer && (performance.now() - start) / 1000 - peer.seconds_median;
}

/** A Python that has PyTorch; undefined where there is none. */
export async function findTorch(): Promise<string | undefined> {
  for (const python of ['python3', '/usr/bin/python3']) {
    const found = await promisify(execFile)(python, ['-c', 'import torch']).then(
      () => true,
      () => false,
    );
    if (found) return python;
  }
  return undefined;
}

/** The same step in PyTorch, in a process of its own; undefined where the peer does not have it. */
export async function measurePeer(
  python: string,
  { model, loss, batch, iterations, threads, device }: StepSettings,
  peerDevice = device === 'cpu' ? 'cpu' : 'cuda',
): Promise<PeerResult | undefined> {
  const script = model === 'residual' ? ofResidualBlocks : ofModels;
  if (model === 'nimble' || !existsSync(script)) return undefined;
  const words = ['--batch', String(batch), '--iters', String(iterations), '--threads', String(threads)];
  const which = model === 'residual' ? [] : ['--model', model, '--loss', loss];
  const where = peerDevice === 'cpu' ? [] : ['--device', peerDevice];
  const { stdout } = await promisify(execFile)(python, [script, ...which, ...words, ...where]);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as PeerResult;
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { StepResult, StepSettings } from './measureStep';

/** The keys of our results that the PyTorch scripts (the "peer") print too. */
export type PeerResult = Pick<StepResult, 'seconds_median' | 'seconds_min' | 'peak_rss_mib' | 'parameters'>;

const modelScript = resolve('../shared/bench/torch_train_step.py');
const residualScript = resolve('bench/step/torchResidual.py');

/**
 * Measures the seconds from the start of the peer's process to the end of its first step. The peer does not print this
 * time, so it is the duration of a run of two steps, minus the second step. It includes the end of the process, about
 * 0.1 s.
 */
export async function measurePeerFirstStep(python: string, settings: StepSettings): Promise<number | undefined> {
  const start = performance.now();
  const peer = await measurePeer(python, { ...settings, iterations: 1 });
  return peer && (performance.now() - start) / 1000 - peer.seconds_median;
}

/** Returns the command of a Python that has PyTorch, or undefined if there is none. */
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

/** Measures the same step in PyTorch, in a separate process. Returns undefined if the peer does not have the model. */
export async function measurePeer(
  python: string,
  { model, loss, batch, iterations, threads, device }: StepSettings,
  peerDevice = device === 'cpu' ? 'cpu' : 'cuda',
): Promise<PeerResult | undefined> {
  const script = model === 'residual' ? residualScript : modelScript;
  if (model === 'nimble' || !existsSync(script)) return undefined;
  const words = ['--batch', String(batch), '--iters', String(iterations), '--threads', String(threads)];
  const which = model === 'residual' ? [] : ['--model', model, '--loss', loss];
  const where = peerDevice === 'cpu' ? [] : ['--device', peerDevice];
  const { stdout } = await promisify(execFile)(python, [script, ...which, ...words, ...where]);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as PeerResult;
}

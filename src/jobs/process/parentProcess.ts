import { isProcessAlive } from '../../files/processIdentity';
import type { JobEvent, JobResultEvent } from '../../shared/jobEvents';

// How the process of a job works with the process that started it, and with the system.

/** A message to a job's process over its channel. */
export interface CancelMessage {
  readonly type: 'cancel';
}

/** The variable in which the process of the queue gives its id to the jobs that it starts. */
export const queueVariable = 'FACESWAP_QUEUE';

/**
 * Returns whether the process of the queue that started this job has ended. It may do so before the record of the job says
 * that the job runs: then the next process of the queue starts the job once more, and this one must end.
 */
export function isQueueGone(): boolean {
  const queue = Number(process.env[queueVariable] ?? 0);
  delete process.env[queueVariable];
  if (queue === 0) return false;
  return process.platform === 'win32' ? !isProcessAlive(queue) : process.ppid !== queue;
}

/** Returns a controller that a cancel message and SIGTERM abort: the stage then saves and ends. */
export function createCancelController(): AbortController {
  const controller = new AbortController();
  const cancel = () => controller.abort();
  process.on('message', (message) => {
    if (isCancelMessage(message)) cancel();
  });
  process.on('SIGTERM', cancel);
  process.on('SIGHUP', cancel); // sent after SIGTERM when a session is ended: it must not cut the saving short
  process.on('SIGINT', () => undefined); // the parent decides what Ctrl-C means
  return controller;
}

function isCancelMessage(message: unknown): message is CancelMessage {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'cancel';
}

/** Returns a promise that rejects with the first error that nobody awaited, so that it does not go unnoticed. */
export function rejectOnStrayError(): Promise<never> {
  return new Promise((_, reject) => {
    process.on('uncaughtException', reject);
    process.on('unhandledRejection', reject);
  });
}

/** Sends an event over the channel, if there is one; `onSent` is called either way. */
export function sendToParent(event: JobEvent, onSent?: () => void): void {
  if (process.connected && process.send) process.send(event, () => onSent?.());
  else onSent?.();
}

/** Sends the last event and ends the process, whatever handles a failed stage may have left open. */
export async function exitProcess(result: JobResultEvent): Promise<never> {
  await new Promise<void>((resolve) => sendToParent(result, resolve));
  process.exit(result.outcome === 'done' ? 0 : 1);
}

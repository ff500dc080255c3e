import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { acquireLock, LockHeldError } from '../../files/lock';
import { isRunning } from '../../files/processIdentity';
import type { JobResultEvent } from '../../shared/jobEvents';
import { type JobFolder, type JobRecord, locateJobFolder, readJobRecord, writeJobRecord } from '../journal/jobFolder';
import { listJobs } from '../journal/jobList';
import { buildCrashResult, buildInterruptedResult, cancelledResult } from '../journal/unexpectedEnd';
import { loadTranslations } from '../process/loadTranslations';
import { removeDeadSockets } from '../protocol/deadSockets';
import { connectToJob } from '../protocol/jobConnection';
import { removeSocket } from '../protocol/jobSocket';
import { buildJobEnvironment } from '../start/jobEnvironment';
import { cancelGraceMs, killGroup, terminateGraceMs } from '../start/killGroup';
import { JobQueue, type QueueEntry } from './jobQueue';

const pollMs = 500;

/**
 * Works off the queue of `root`, one job after the other, each in a process of its own that this one only waits for:
 * when the keeper is killed the job goes on, and the next keeper waits for it. Ends when nothing is left; does nothing
 * where another keeper is at it.
 * @param program the bundle of the job process
 */
export async function runQueue(root: string, program: string): Promise<void> {
  const queue = new JobQueue(root);
  do {
    const lock = await acquireLock(queue.lockPath, 'faceswap queue').catch((error: unknown) => {
      if (error instanceof LockHeldError) return undefined;
      throw error;
    });
    if (!lock) return;
    try {
      for (let next = (await queue.listEntries())[0]; next; next = (await queue.listEntries())[0])
        await runEntry(queue, next, program);
    } finally {
      await lock.release();
    }
    // Who added a job just now saw the lock still held, and left the job to this process.
  } while ((await queue.listEntries()).length > 0);
}

async function runEntry(queue: JobQueue, entry: QueueEntry, program: string): Promise<void> {
  const folder = locateJobFolder(join(queue.root, entry.id));
  try {
    const record = await readJobRecord(folder);
    await loadTranslations(record.locale);
    if (entry.taken) await waitForOrphan(folder, record);
    else if (await isBatchBroken(queue.root, record)) await writeResult(folder, cancelledResult);
    else if (await queue.take(entry.id)) await runJobProcess(folder, record, entry, program);
  } catch (error) {
    console.error(`${entry.id}:`, error); // the folder was removed, or cannot be written: on to the next
  }
  await queue.remove(entry.id);
}

async function runJobProcess(folder: JobFolder, record: JobRecord, entry: QueueEntry, program: string): Promise<void> {
  const child = spawnJob(folder, record, entry, program);
  const enforcement = enforceCancel(folder, child);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    await writeResult(folder, enforcement.killed ? cancelledResult : buildCrashResult(folder, signal ?? String(code)));
  } catch (error) {
    await writeResult(folder, buildCrashResult(folder, String(error))); // the process could not be started
  } finally {
    enforcement.stop();
    if (child.pid !== undefined) killGroup(child.pid, 'SIGKILL'); // helpers that a killed job left
    await removeSocket(folder.path);
    await removeDeadSockets(folder.path);
  }
}

function spawnJob(folder: JobFolder, record: JobRecord, entry: QueueEntry, program: string): ChildProcess {
  const log = openSync(folder.logPath, 'a');
  try {
    return spawn(process.execPath, [program, folder.path], {
      detached: true,
      stdio: ['ignore', log, log],
      env: buildJobEnvironment(record.stage, entry.environment),
      windowsHide: true,
    });
  } finally {
    closeSync(log);
  }
}

/** A job that was cancelled and neither saves nor ends in time is killed, as one at a terminal is. */
function enforceCancel(folder: JobFolder, child: ChildProcess): { readonly killed: boolean; stop(): void } {
  const ended = new AbortController();
  const state = { killed: false, stop: () => ended.abort() };
  const killAfter = async (ms: number, signal: NodeJS.Signals) => {
    await pause(ms, undefined, { signal: ended.signal });
    state.killed = true;
    if (child.pid !== undefined) killGroup(child.pid, signal);
  };
  const watch = async () => {
    while (!(await isSaving(folder, ended.signal))) await pause(pollMs, undefined, { signal: ended.signal });
    await killAfter(cancelGraceMs, 'SIGTERM');
    await killAfter(terminateGraceMs, 'SIGKILL');
  };
  watch().catch(() => undefined); // the end of the job aborts it
  return state;
}

/** Resolves with true once the job was told to end; with false where it does not listen, yet or any more. */
async function isSaving(folder: JobFolder, signal: AbortSignal): Promise<boolean> {
  return await new Promise((resolve) => {
    const follower = {
      onSnapshot: ({ state }: { state: string }) => {
        if (state === 'saving') resolve(true);
      },
      onClose: () => resolve(false),
    };
    void connectToJob(folder.path, follower).then((connection) => {
      if (!connection) return resolve(false);
      signal.addEventListener('abort', () => connection.close());
      if (signal.aborted) connection.close();
    });
  });
}

/** Waits for a job that an earlier keeper began and did not see end. */
async function waitForOrphan(folder: JobFolder, record: JobRecord): Promise<void> {
  let current = record;
  while (!current.result && current.process && (await isRunning(current.process)) === true) {
    await pause(pollMs);
    current = await readJobRecord(folder);
  }
  await writeResult(folder, buildInterruptedResult(folder));
}

/** Whether a job of the same batch before this one began and did not end well. */
async function isBatchBroken(root: string, { batch, id }: JobRecord): Promise<boolean> {
  if (batch === undefined) return false;
  const before = (await listJobs(root)).filter((job) => job.batch === batch && job.id < id);
  return before.some(({ startedAt, result }) => startedAt !== undefined && result?.outcome !== 'done');
}

/** Writes down how a job ended whose process has not. */
async function writeResult(folder: JobFolder, result: JobResultEvent): Promise<void> {
  const record = await readJobRecord(folder);
  if (!record.result) await writeJobRecord(folder, { ...record, result, endedAt: new Date().toISOString() });
}

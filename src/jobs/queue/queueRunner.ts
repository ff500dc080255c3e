import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { acquireLock, LockHeldError } from '../../files/lock';
import { isRunning } from '../../files/processIdentity';
import type { JobResultEvent } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { writeJobEnd } from '../journal/jobEnd';
import {
  type JobFolder,
  type JobRecord,
  listJobs,
  locateJobFolder,
  readJobRecord,
  readKnownRecord,
  writeEnd,
} from '../journal/jobFolder';
import { isOwnJob } from '../journal/jobSeal';
import { loadTranslations } from '../process/loadTranslations';
import { queueVariable } from '../process/parentProcess';
import { connectToJob } from '../protocol/jobConnection';
import { removeDeadSockets, removeSocket } from '../protocol/jobSocket';
import {
  buildCrashResult,
  buildInterruptedResult,
  buildJobEnvironment,
  buildStartFailure,
  canceledResult,
  cancelGraceMs,
  killGroup,
  terminateGraceMs,
} from '../start/childProcess';
import { JobQueue, type QueueEntry } from './jobQueue';

const pollMs = 500;

/**
 * Runs the jobs in the queue of `root` one after the other, each in a separate process, until the queue is empty. Returns
 * at once where another process runs the queue. When this process is killed the job continues, and the next process that runs
 * the queue waits for it.
 * @param program the path of the bundle of the job process
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
      await queue.removeLeftovers();
      for (let next = (await queue.listEntries())[0]; next; next = (await queue.listEntries())[0])
        await runEntry(queue, next, program);
    } finally {
      await lock.release();
    }
    // A program that added a job just now found the lock held, and so left the job to this process.
  } while ((await queue.listEntries()).length > 0);
}

/** Brings one job to its end, which is in its record before the job leaves the queue. */
async function runEntry(queue: JobQueue, entry: QueueEntry, program: string): Promise<void> {
  const folder = locateJobFolder(join(queue.root, entry.id));
  const record = await readKnownRecord(queue.root, entry.id);
  // Where it was removed its job is forgotten; where it cannot be read now the job waits.
  if (!record && existsSync(folder.recordPath)) throw new Error(`${folder.recordPath} cannot be read`);
  if (record?.result) await recordDamage(folder, record.result);
  else if (record) await endJob(queue, entry, folder, record, program);
  await queue.remove(entry.id);
}

async function endJob(
  queue: JobQueue,
  entry: QueueEntry,
  folder: JobFolder,
  record: JobRecord,
  program: string,
): Promise<void> {
  try {
    await loadTranslations(record.locale);
    if (!(await isOwnJob(queue.root, record))) return await writeResult(folder, buildForeignResult(folder));
    if (entry.taken && !(await waitForOrphan(folder, record))) return;
    if (await isBatchBroken(queue.root, record)) await writeResult(folder, canceledResult);
    else if (entry.taken || (await queue.take(entry.id))) await runJobProcess(folder, record, entry, program);
  } catch (error) {
    console.error(`${entry.id}:`, error);
    if (existsSync(folder.path)) await writeResult(folder, buildStartFailure(folder, error));
  }
}

/** Returns the result of a job that waited here, and whose journal somebody has changed since. */
function buildForeignResult(folder: JobFolder): JobResultEvent {
  const message = t(
    '{0} was changed after the job was requested, or is of an earlier version, so it is not run. Run the command again.',
    folder.recordPath,
  );
  return { type: 'result', outcome: 'failed', reason: 'user', message };
}

/** Writes the end of a job whose record is damaged where later readers find it, too. */
async function recordDamage(folder: JobFolder, result: JobResultEvent): Promise<void> {
  const isReadable = await readJobRecord(folder).then(
    () => true,
    () => false,
  );
  const end = { result, endedAt: new Date().toISOString() };
  if (!isReadable) await writeJobEnd(folder.endPath, end).catch(() => undefined); // its name still tells of it
}

async function runJobProcess(folder: JobFolder, record: JobRecord, entry: QueueEntry, program: string): Promise<void> {
  const child = spawnJob(folder, record, entry, program);
  const enforcement = enforceCancel(folder, child);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    await writeResult(folder, enforcement.killed ? canceledResult : buildCrashResult(folder, signal ?? String(code)));
  } catch (error) {
    await writeResult(folder, buildStartFailure(folder, error));
  } finally {
    enforcement.stop();
    if (child.pid !== undefined) killGroup(child.pid, 'SIGKILL'); // processes that a killed job has left
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
      env: buildJobEnvironment(record.stage, { ...entry.environment, [queueVariable]: String(process.pid) }),
      windowsHide: true,
    });
  } finally {
    closeSync(log);
  }
}

/** Kills a job that was canceled and has not ended after the grace time. */
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
  watch().catch(() => undefined); // aborted when the job ends
  return state;
}

/** Resolves to true once the job was canceled, to false when it cannot be reached: not yet, or no more. */
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

/**
 * Waits for a job that an earlier process of the queue has started. Returns whether it must be started again: it had not
 * begun when that process ended, and then ends, too.
 */
async function waitForOrphan(folder: JobFolder, record: JobRecord): Promise<boolean> {
  let current = record;
  while (!current.result && current.process && (await isRunning(current.process)) === true) {
    await pause(pollMs);
    current = await readJobRecord(folder);
  }
  if (!current.result && current.startedAt === undefined) return true;
  await writeResult(folder, buildInterruptedResult(folder));
  return false;
}

/** Returns whether an earlier job of the same batch was started and then canceled; one that fails keeps no other from running. */
async function isBatchBroken(root: string, { batch, id }: JobRecord): Promise<boolean> {
  if (batch === undefined) return false;
  const before = (await listJobs(root)).filter((job) => job.batch === batch && job.id < id);
  return before.some(({ startedAt, result }) => startedAt !== undefined && result?.outcome === 'cancelled');
}

/** Writes the result of a job whose own process has not written one. */
async function writeResult(folder: JobFolder, result: JobResultEvent): Promise<void> {
  const record = await readJobRecord(folder).catch(() => undefined); // damaged while the job ran
  if (!record) await writeJobEnd(folder.endPath, { result, endedAt: new Date().toISOString() });
  else if (!record.result) await writeEnd(folder, record, result);
}

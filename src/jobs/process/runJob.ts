import { setTimeout as pause } from 'node:timers/promises';
import { explainFileError } from '../../files/atomicFile';
import { acquireLocks, LockHeldError } from '../../files/lock';
import { readProcessIdentity } from '../../files/processIdentity';
import { listLockPaths, listWrittenPaths } from '../../projects/jobPlaces';
import {
  CancelledError,
  getErrorMessage,
  hasErrorCode,
  throwIfCancelled,
  UsageError,
  UserError,
} from '../../shared/errors';
import type { JobContext, JobEvent, JobResultEvent } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import type { StageModules } from '../../stages/stages';
import { checkOptionsOfStage, type StageName } from '../../stages/stageTable';
import { Journal } from '../journal/eventJournal';
import { type JobFolder, type JobRecord, locateJobFolder, readJobRecord, writeJobRecord } from '../journal/jobFolder';
import { type JobEndpoint, openJobEndpoint } from '../protocol/jobEndpoint';
import { removeLeftovers } from './leftovers';
import { loadTranslations } from './loadTranslations';

/** What may be said to a job's process over its channel. */
export interface CancelMessage {
  readonly type: 'cancel';
}

const lockPollMs = 1000;

/** The life of a job's process: reads its record, runs the stage under its locks, journals and tells what happens. */
export async function runJob(folderPath: string, modules: StageModules): Promise<void> {
  const folder = locateJobFolder(folderPath);
  const journal = new Journal(folder);
  const desk = await openJobEndpoint(folder, createCancelController());
  const tell = (event: JobEvent) => {
    journal.write(event);
    desk.sendEvent(event);
    sendToParent(event);
  };
  const result = await computeResult(folder, modules, desk, tell);
  journal.write(result);
  desk.sendEvent(result);
  await desk.close();
  await exitProcess(result);
}

async function computeResult(
  folder: JobFolder,
  modules: StageModules,
  desk: JobEndpoint,
  tell: JobContext['emit'],
): Promise<JobResultEvent> {
  const stray = rejectOnStrayError();
  let record: JobRecord | undefined;
  let result: JobResultEvent;
  try {
    record = { ...(await readJobRecord(folder)), process: await readProcessIdentity(process.pid) };
    await loadTranslations(record.locale);
    await writeJobRecord(folder, record);
    const begin = async () => {
      record = { ...record!, startedAt: new Date().toISOString() };
      await writeJobRecord(folder, record);
      desk.markRunning();
    };
    const job = { signal: desk.signal, emit: tell, onControl: desk.onControl };
    const summary = await Promise.race([runStage(record, modules, job, begin), stray]);
    result = { type: 'result', outcome: 'done', summary: summary as JobResultEvent['summary'] & object };
  } catch (error) {
    result = describeFailure(error, desk.signal, folder);
  }
  const ended = { result, endedAt: new Date().toISOString() };
  // What the disk cannot take any more is told over the channel.
  if (record) await writeJobRecord(folder, { ...record, ...ended }).catch(() => undefined);
  return result;
}

async function runStage(
  record: JobRecord,
  modules: StageModules,
  job: JobContext,
  begin: () => Promise<void>,
): Promise<object> {
  const run = async <S extends StageName>(stage: S): Promise<object> => {
    const options = checkOptionsOfStage(stage, record.options);
    const acquire = () => acquireLocks(listLockPaths(stage, options), `faceswap ${stage}`);
    const release = await (record.detached ? waitForLocks(acquire, job.signal) : acquire());
    try {
      throwIfCancelled(job.signal);
      await begin();
      await removeLeftovers(listWrittenPaths(stage, options));
      return await (await modules[stage]())(options, job);
    } finally {
      await release();
    }
  };
  return await run(record.stage);
}

/** A job that nobody waits for at a terminal waits itself until another has let go of its place. */
async function waitForLocks<T>(acquire: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    throwIfCancelled(signal);
    try {
      return await acquire();
    } catch (error) {
      if (!(error instanceof LockHeldError)) throw error;
    }
    await pause(lockPollMs, undefined, { signal });
  }
}

function describeFailure(error: unknown, signal: AbortSignal, folder: JobFolder): JobResultEvent {
  if (error instanceof CancelledError || (signal.aborted && isAbortError(error)))
    return { type: 'result', outcome: 'cancelled' };
  const known = error instanceof UserError ? error : explainSystemError(error, folder.path);
  if (known instanceof UserError) return buildFailure(known instanceof UsageError ? 'usage' : 'user', known.message);
  console.error(error);
  return buildFailure('bug', t('Internal error: {0}. See {1} for details.', getErrorMessage(error), folder.logPath));
}

/** The sentence for what the system refused; passes on what is no circumstance but a bug. */
function explainSystemError(error: unknown, fallbackPath: string): unknown {
  const path = error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : fallbackPath;
  if (hasErrorCode(error, 'ENOTDIR') || (hasErrorCode(error, 'EEXIST') && getErrorMessage(error).includes('mkdir')))
    return new UserError(t('{0} is a file, but a folder is needed there. Choose another location.', path));
  return explainFileError(error, path);
}

function buildFailure(reason: JobResultEvent['reason'], message: string): JobResultEvent {
  return { type: 'result', outcome: 'failed', reason, message };
}

function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Aborted by a cancel message, by SIGTERM, and, where the job has one, when the parent is gone: the stage then saves and ends. */
function createCancelController(): AbortController {
  const controller = new AbortController();
  const cancel = () => controller.abort();
  process.on('message', (message) => {
    if (isCancelMessage(message)) cancel();
  });
  process.on('disconnect', cancel);
  process.on('SIGTERM', cancel);
  process.on('SIGHUP', cancel); // sent after SIGTERM when a session is ended: it must not cut the saving short
  process.on('SIGINT', () => undefined); // the parent decides what Ctrl-C means
  return controller;
}

function isCancelMessage(message: unknown): message is CancelMessage {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'cancel';
}

/** Rejects with an error that nobody awaited, so that it ends the job as a failure and not silently. */
function rejectOnStrayError(): Promise<never> {
  return new Promise((_, reject) => {
    process.on('uncaughtException', reject);
    process.on('unhandledRejection', reject);
  });
}

function sendToParent(event: JobEvent, sent?: () => void): void {
  if (process.connected && process.send) process.send(event, () => sent?.());
  else sent?.();
}

/** Ends the process once the last event is on its way, whatever handles a failed stage may have left open. */
async function exitProcess(result: JobResultEvent): Promise<never> {
  await new Promise<void>((resolve) => sendToParent(result, resolve));
  process.exit(result.outcome === 'done' ? 0 : 1);
}

import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { explainFileError, isTemporaryName, isTemporaryNameFor } from '../../files/atomicFile';
import { acquireLocks, LockHeldError } from '../../files/lock';
import { onParentEnd } from '../../files/parentEnd';
import { readProcessIdentity } from '../../files/processIdentity';
import { listLockPaths, listWrittenPaths } from '../../projects/jobPlaces';
import {
  CanceledError,
  getErrorMessage,
  hasErrorCode,
  throwIfCanceled,
  UsageError,
  UserError,
} from '../../shared/errors';
import type { JobContext, JobEvent, JobResultEvent } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { checkOutputs } from '../../stages/checkOutputs';
import { checkStageOptions, getStage, type StageName } from '../../stages/stages';
import { Journal } from '../journal/eventJournal';
import {
  type JobFolder,
  type JobRecord,
  locateJobFolder,
  readJobRecord,
  writeEnd,
  writeJobRecord,
} from '../journal/jobFolder';
import { type JobEndpoint, openJobEndpoint } from '../protocol/jobEndpoint';
import { loadTranslations } from './loadTranslations';
import { createCancelController, exitProcess, isQueueGone, rejectOnStrayError, sendToParent } from './parentProcess';

/** Loads the work of a stage; tests put their own in its place. */
export type LoadStage = (stage: StageName) => Promise<(options: never, job: JobContext) => Promise<object>>;

const lockPollMs = 1000;

/**
 * Runs the job in the folder `folderPath` from its record to its result, and ends the process. The stage runs under its
 * locks; every event goes into the journal, to those who are connected, and to the parent.
 */
export async function runJob(
  folderPath: string,
  loadStage: LoadStage = (stage) => getStage(stage).run(),
): Promise<void> {
  const folder = locateJobFolder(folderPath);
  const journal = new Journal(folder);
  const cancel = createCancelController();
  const endpoint = await openJobEndpoint(folder, cancel);
  const emit = (event: JobEvent) => {
    journal.write(event);
    endpoint.sendEvent(event);
    sendToParent(event);
  };
  const result = await computeResult(folder, loadStage, endpoint, emit, cancel);
  journal.write(result);
  endpoint.sendEvent(result);
  await endpoint.close();
  await exitProcess(result);
}

async function computeResult(
  folder: JobFolder,
  loadStage: LoadStage,
  endpoint: JobEndpoint,
  emit: JobContext['emit'],
  cancel: AbortController,
): Promise<JobResultEvent> {
  const strayError = rejectOnStrayError();
  let record: JobRecord | undefined;
  let result: JobResultEvent;
  try {
    record = { ...(await readJobRecord(folder)), process: await readProcessIdentity(process.pid) };
    await loadTranslations(record.locale);
    await writeJobRecord(folder, record);
    if (isQueueGone()) process.exit(1);
    // A job that somebody waits for ends with the process that started it.
    if (!record.detached) onParentEnd(() => cancel.abort());
    const markRunning = async () => {
      record = { ...record!, startedAt: new Date().toISOString() };
      await writeJobRecord(folder, record);
      endpoint.markRunning();
    };
    const { id, resumes = id, detached } = record;
    const job = { signal: endpoint.signal, id: resumes, isAtTerminal: !detached, emit, onControl: endpoint.onControl };
    const summary = await Promise.race([runStage(record, loadStage, job, markRunning), strayError]);
    result = { type: 'result', outcome: 'done', summary: summary as JobResultEvent['summary'] & object };
  } catch (error) {
    result = describeFailure(error, endpoint.signal, folder);
  }
  // Where even that cannot be written, the result still goes over the channel.
  if (record) await writeEnd(folder, record, result).catch(() => undefined);
  return result;
}

async function runStage(
  { stage, options: given, detached }: JobRecord,
  loadStage: LoadStage,
  job: JobContext,
  markRunning: () => Promise<void>,
): Promise<object> {
  const options = checkStageOptions(stage, given);
  const acquire = () => acquireLocks(listLockPaths(stage, options), `faceswap ${stage}`);
  const release = await (detached ? waitForLocks(acquire, job.signal) : acquire());
  try {
    throwIfCanceled(job.signal);
    await markRunning();
    await removeLeftovers(listWrittenPaths(stage, options));
    await checkOutputs(stage, options);
    const run = await loadStage(stage);
    return await run(options as never, job);
  } finally {
    await release();
  }
}

/** Waits until the locks are free: for a job for which nobody waits at a terminal. */
async function waitForLocks<T>(acquire: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    throwIfCanceled(signal);
    try {
      return await acquire();
    } catch (error) {
      if (!(error instanceof LockHeldError)) throw error;
    }
    await pause(lockPollMs, undefined, { signal });
  }
}

/** Removes what a killed job had half written at `paths`. The caller holds the locks of these paths. */
async function removeLeftovers(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const beside = (await listTemporaryFiles(dirname(path))).filter((file) => isTemporaryNameFor(basename(file), path));
    const inside = await listTemporaryFiles(path);
    for (const file of [...beside, ...inside]) await rm(file, { recursive: true, force: true });
  }
}

async function listTemporaryFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []); // not there yet, or no folder
  return names.filter(isTemporaryName).map((name) => join(folder, name));
}

function describeFailure(error: unknown, signal: AbortSignal, folder: JobFolder): JobResultEvent {
  if (error instanceof CanceledError || (signal.aborted && isAbortError(error)))
    return { type: 'result', outcome: 'cancelled' };
  const known = error instanceof UserError ? error : explainSystemError(error, folder.path);
  if (known instanceof UserError) {
    const failure = buildFailure(known instanceof UsageError ? 'usage' : 'user', known.message);
    return { ...failure, ...(known.place && { place: known.place }) };
  }
  console.error(error);
  return buildFailure('bug', t('Internal error: {0}. See {1} for details.', getErrorMessage(error), folder.logPath));
}

/** Returns a UserError for what the system refused; any other error as it is. */
function explainSystemError(error: unknown, fallbackPath: string): unknown {
  const path = error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : fallbackPath;
  if (hasErrorCode(error, 'ENOTDIR') || (hasErrorCode(error, 'EEXIST') && getErrorMessage(error).includes('mkdir')))
    return new UserError(t('{0} is a file, but a folder is needed there. Choose another location.', path));
  return explainFileError(error, path);
}

function buildFailure(reason: JobResultEvent['reason'], message: string): JobResultEvent {
  return { type: 'result', outcome: 'failed', ...(reason && { reason }), message };
}

function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

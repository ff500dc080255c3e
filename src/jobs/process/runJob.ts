import { setTimeout as pause } from 'node:timers/promises';
import { acquireLocks, LockHeldError } from '../../files/lock';
import { onParentEnd } from '../../files/parentEnd';
import { readProcessIdentity } from '../../files/processIdentity';
import { explainSystemError } from '../../files/systemErrors';
import { listLockPaths, listWrittenPaths } from '../../projects/jobPlaces';
import { sweepLeftovers } from '../../projects/leftovers';
import { refuseLinksOut } from '../../projects/linksOut';
import { finishFacesFor } from '../../projects/unfinishedFaces';
import { CanceledError, getErrorMessage, throwIfCanceled, UsageError, UserError } from '../../shared/errors';
import type { JobContext, JobEvent, JobResultEvent } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { checkOutputs } from '../../stages/checkOutputs';
import { checkStageOptions, getStage, type StageName, type StageOptions } from '../../stages/stages';
import { Journal } from '../journal/eventJournal';
import { addTexts } from '../journal/eventTexts';
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
  const emit = (untold: JobEvent) => {
    const event = addTexts(untold);
    journal.write(event);
    endpoint.sendEvent(event);
    sendToParent(event);
  };
  const result = addTexts(await computeResult(folder, loadStage, endpoint, emit, cancel));
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
  await refuseLinksOut(listWrittenPaths(stage, options));
  const locks = listLockPaths(stage, options);
  const acquire = () => acquireStage(stage, options, locks, job);
  throwIfCanceled(job.signal); // whoever asked for it may be gone, and runs the same command again just now
  const release = await (detached ? waitForLocks(acquire, job.signal) : acquire());
  try {
    throwIfCanceled(job.signal);
    await markRunning();
    await sweepLeftovers(listWrittenPaths(stage, options), locks);
    await checkOutputs(stage, options);
    const run = await loadStage(stage);
    return await run(options as never, job);
  } finally {
    // What the stage has done, or why it could not, matters more. The next command takes over the lock of an ended process.
    await release().catch((error: unknown) => console.error('A lock could not be removed:', error));
  }
}

/** Takes the locks of a stage, and completes what killed commands have left half done among the faces that it reads. */
async function acquireStage<S extends StageName>(
  stage: S,
  options: StageOptions<S>,
  locks: readonly string[],
  job: JobContext,
): Promise<() => Promise<void>> {
  const warn = (message: string) => job.emit({ type: 'log', level: 'warning', message });
  const release = await acquireLocks(locks, `faceswap ${stage}`, warn);
  try {
    await finishFacesFor(stage, options, job, locks);
    return release;
  } catch (error) {
    await release();
    throw error;
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

function buildFailure(reason: JobResultEvent['reason'], message: string): JobResultEvent {
  return { type: 'result', outcome: 'failed', ...(reason && { reason }), message };
}

function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

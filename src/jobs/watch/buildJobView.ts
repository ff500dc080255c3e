import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from '../../files/processIdentity';
import { formatStoredText } from '../../shared/storedText';
import { formatJobTitle } from '../../stages/stages';
import { localizeEvent } from '../journal/eventTexts';
import { type JobFolder, type JobRecord, locateJobFolder, readKnownRecord } from '../journal/jobFolder';
import type { JobSnapshot } from '../protocol/jobProtocol';
import { isActive, type JobState, type JobView } from './jobView';

/** The state in the queue of a job that has no result. */
export interface QueueStatus {
  readonly queued: boolean;
  /** Returns whether a process runs the queue: it will write the result of the job. */
  isServed(): Promise<boolean>;
}

/** Milliseconds without an event after which a job on another machine, which cannot be asked, counts as ended. */
const quietMs = 10 * 60_000;
/** The same from the creation of its folder to the start of its process, where an earlier version has created it. */
const startGraceMs = 30_000;

/**
 * Reads the record of a job with its state; undefined where there is none, and for a job that was never to run on this machine.
 */
export async function readJobState(
  root: string,
  id: string,
  status: QueueStatus,
): Promise<{ readonly record: JobRecord; readonly state?: JobState | undefined } | undefined> {
  const record = await readKnownRecord(root, id);
  if (!record) return undefined;
  const state = await determineJobState(record, locateJobFolder(join(root, id)), status);
  if (state !== 'lost') return { record, state };
  // The queue may have written the result since the record was read, and have ended then.
  const later = await readKnownRecord(root, id);
  return later?.result ? { record: later, state: later.result.outcome } : { record, state };
}

/** Returns the state of a job as far as its record says it; undefined for a job that was never to run on this machine. */
async function determineJobState(
  record: JobRecord,
  folder: JobFolder,
  { queued, isServed }: QueueStatus,
): Promise<JobState | undefined> {
  if (record.result) return record.result.outcome;
  // One that was taken from the queue, but has not begun, is started again.
  if (queued && record.startedAt === undefined) return 'queued';
  if (!record.process) return !record.detached && (await isRequested(record)) ? 'queued' : undefined;
  const isProcessRunning = await isRunning(record.process);
  const isAlive = isProcessRunning ?? !(await isQuiet(folder));
  if (isAlive || (queued && (await isServed()))) return record.startedAt === undefined ? 'queued' : 'running';
  return 'lost';
}

/** Returns whether the program that asked for a job is about to start its process. */
async function isRequested({ requester, createdAt }: JobRecord): Promise<boolean> {
  if (requester) return (await isRunning(requester)) === true;
  return Math.abs(Date.now() - Date.parse(createdAt)) < startGraceMs;
}

async function isQuiet(folder: JobFolder): Promise<boolean> {
  const written = await stat(folder.eventsPath).catch(() => undefined); // no events yet
  return written === undefined || Math.abs(Date.now() - written.mtimeMs) > quietMs;
}

/** What is known of a job beside its record. */
export interface JobCircumstances {
  readonly isForeign: boolean;
  readonly snapshot?: JobSnapshot | undefined;
}

export function buildJobView(
  record: JobRecord,
  folder: JobFolder,
  state: JobState,
  { isForeign, snapshot }: JobCircumstances,
): JobView {
  const { id, stage, options, createdAt, startedAt, endedAt, resumes, batch, result } = record;
  return {
    id,
    title: formatTitle(record),
    stage,
    state: snapshot && isActive({ state }) ? snapshot.state : state,
    folder: folder.path,
    options,
    createdAt,
    ...(isForeign && { isForeign }),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(resumes !== undefined && { resumes }),
    ...(batch !== undefined && { batch }),
    ...(result && { result: localizeEvent(result) }),
    ...(snapshot?.phase && { phase: localizeEvent(snapshot.phase) }),
    ...(snapshot?.progress && { progress: snapshot.progress }),
    ...(snapshot?.step && { step: snapshot.step }),
  };
}

/** Returns the title of a job in the language of this process, or as the user has named it. */
export function formatTitle({
  stage,
  title,
  titleText,
  requester,
}: Pick<JobRecord, 'stage' | 'title' | 'titleText' | 'requester'>): string {
  if (titleText) return formatStoredText(titleText);
  if (title === undefined) return formatJobTitle(stage);
  // Earlier versions kept only the words: the stage in the language of the time, a colon, and the name.
  const name = requester ? undefined : /^[^:]+: (.+)$/.exec(title)?.[1];
  return name === undefined ? title : formatJobTitle(stage, name);
}

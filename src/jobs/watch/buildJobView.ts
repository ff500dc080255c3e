import { stat } from 'node:fs/promises';
import { isRunning } from '../../files/processIdentity';
import { formatJobTitle } from '../../stages/stages';
import type { JobFolder, JobRecord } from '../journal/jobFolder';
import type { JobSnapshot } from '../protocol/jobProtocol';
import { isActive, type JobState, type JobView } from './jobView';

/** Who answers for a job that has no result. */
export interface QueueStatus {
  readonly queued: boolean;
  /** Whether somebody sees to the queue, and will write down how the job ended. */
  isServed(): Promise<boolean>;
}

/** A job on a machine that cannot be asked is taken for running while its journal grows. */
const quietMs = 10 * 60_000;
/** Between the folder of a job at a terminal and its process. */
const startGraceMs = 30_000;

/** The state that a record tells by itself, without a line to the job; undefined for one that never was to run here. */
export async function determineJobState(
  record: JobRecord,
  folder: JobFolder,
  { queued, isServed }: QueueStatus,
): Promise<JobState | undefined> {
  if (record.result) return record.result.outcome;
  if (!record.process) {
    const isStarting = !record.detached && Date.now() - Date.parse(record.createdAt) < startGraceMs;
    return queued || isStarting ? 'queued' : undefined;
  }
  const running = await isRunning(record.process);
  const livesOn = running ?? !(await isQuiet(folder));
  if (livesOn || (queued && (await isServed()))) return record.startedAt === undefined ? 'queued' : 'running';
  return 'lost';
}

async function isQuiet(folder: JobFolder): Promise<boolean> {
  const written = await stat(folder.eventsPath).catch(() => undefined); // nothing told yet
  return written === undefined || Date.now() - written.mtimeMs > quietMs;
}

export function buildJobView(record: JobRecord, folder: JobFolder, state: JobState, standing?: JobSnapshot): JobView {
  const { id, stage, options, createdAt, startedAt, endedAt, batch, result } = record;
  return {
    id,
    title: record.title ?? formatJobTitle(stage),
    stage,
    state: standing && isActive({ state }) ? standing.state : state,
    folder: folder.path,
    options,
    createdAt,
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(batch !== undefined && { batch }),
    ...(result && { result }),
    ...(standing?.phase && { phase: standing.phase }),
    ...(standing?.progress && { progress: standing.progress }),
    ...(standing?.step && { step: standing.step }),
  };
}

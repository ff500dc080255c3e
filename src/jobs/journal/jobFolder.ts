import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { explainFileError, writeFileAtomic } from '../../files/atomicFile';
import { isRunning, type ProcessIdentity } from '../../files/processIdentity';
import type { JobResultEvent } from '../../shared/jobEvents';
import { isStageName, type StageName } from '../../stages/stages';
import { isJobEvent } from '../protocol/jobEventSchema';

/** The request for a job. */
export interface JobRequest {
  readonly stage: StageName;
  /** Not checked yet: the job itself does that when it starts. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The language of the messages of the job: `en`, `ja`. */
  readonly locale: string;
  /** The title for users, such as `Extract Faces: alice`. */
  readonly title?: string;
  /** The id of the job that it resumes; of several that resumed each other, the first. */
  readonly resumes?: string;
  /** Jobs of the same batch belong together: when one fails or is canceled, those after it do not begin. */
  readonly batch?: string;
}

/** The content of `job.json`: the request, later also the process that works on it, in the end the result. */
export interface JobRecord extends JobRequest {
  readonly id: string;
  /** Whether it is independent of the program that asked for it: it waits for its locks, and outlives that program. */
  readonly detached?: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly process?: ProcessIdentity;
  /** When it had its locks and its stage began; ISO 8601. */
  readonly startedAt?: string;
  readonly result?: JobResultEvent;
  /** ISO 8601. */
  readonly endedAt?: string;
}

/** The paths of the journal of a job. */
export interface JobFolder {
  readonly path: string;
  readonly recordPath: string;
  readonly eventsPath: string;
  readonly logPath: string;
}

const maxEndedJobs = 20;
const maxRecordBytes = 1 << 20;

export function locateJobFolder(path: string): JobFolder {
  return {
    path,
    recordPath: join(path, 'job.json'),
    eventsPath: join(path, 'events.ndjson'),
    logPath: join(path, 'log'),
  };
}

/** Creates the folder of a new job in `root`, and removes old ended jobs but the last few. */
export async function createJobFolder(
  root: string,
  request: JobRequest,
  more: Pick<JobRecord, 'detached'> = {},
): Promise<JobFolder> {
  const createdAt = takeUniqueTime();
  const id = `${createdAt.replace(/\D/g, '').slice(0, 17)}-${request.stage}-${randomBytes(2).toString('hex')}`;
  const folder = locateJobFolder(join(root, id));
  try {
    await removeOldJobs(root);
    await mkdir(folder.path, { recursive: true });
  } catch (error) {
    throw explainFileError(error, folder.path);
  }
  await writeJobRecord(folder, { id, createdAt, ...request, ...more });
  return folder;
}

let lastTimeMs = 0;

/** Returns the time, but never the same twice, so that the names of jobs of the same moment sort in their order. */
function takeUniqueTime(): string {
  lastTimeMs = Math.max(Date.now(), lastTimeMs + 1);
  return new Date(lastTimeMs).toISOString();
}

/** Returns whether `name` is the name of the folder of a job. */
export function isJobId(name: string): boolean {
  return /^\d{17}-[a-z-]+-[0-9a-f]{4}$/.test(name);
}

export async function writeJobRecord(folder: JobFolder, record: JobRecord): Promise<void> {
  await writeFileAtomic(folder.recordPath, `${JSON.stringify(record, undefined, 2)}\n`);
}

/** @throws Error when the record is not one that {@link writeJobRecord} wrote. */
export async function readJobRecord(folder: JobFolder): Promise<JobRecord> {
  const { size } = await stat(folder.recordPath);
  if (size > maxRecordBytes) throw new Error(`${folder.recordPath} is too large for the record of a job`);
  const record: unknown = JSON.parse(await readFile(folder.recordPath, 'utf8'));
  if (!isJobRecord(record)) throw new Error(`${folder.recordPath} is not the record of a job`);
  return record;
}

const recordSchema = v.looseObject({
  id: v.pipe(v.string(), v.check(isJobId)),
  stage: v.custom<StageName>(isStageName),
  options: v.record(v.string(), v.unknown()),
  locale: v.string(),
  createdAt: v.string(),
  title: v.optional(v.string()),
  resumes: v.optional(v.string()),
  batch: v.optional(v.string()),
  detached: v.optional(v.boolean()),
  process: v.optional(
    v.looseObject({
      pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
      host: v.string(),
      startTime: v.optional(v.string()),
    }),
  ),
  startedAt: v.optional(v.string()),
  endedAt: v.optional(v.string()),
  result: v.optional(v.custom<JobResultEvent>((value) => isJobEvent(value) && value.type === 'result')),
});

function isJobRecord(value: unknown): value is JobRecord {
  return v.is(recordSchema, value);
}

/** Returns the ids of the jobs in `root`, the oldest first. */
export async function listJobIds(root: string): Promise<string[]> {
  const names = await readdir(root).catch(() => []); // no job yet
  return names.filter(isJobId).sort();
}

/** Returns the records of the jobs in `root`, the oldest first, without those that cannot be read. */
export async function listJobs(root: string): Promise<JobRecord[]> {
  const ids = await listJobIds(root);
  const records = await Promise.all(ids.map((id) => readRecordIfIntact(root, id)));
  return records.filter((record) => record !== undefined);
}

/** Returns the record of a job; undefined while it is being created or removed, and when it is damaged. */
export async function readRecordIfIntact(root: string, id: string): Promise<JobRecord | undefined> {
  const record = await readJobRecord(locateJobFolder(join(root, id))).catch(() => undefined);
  return record?.id === id ? record : undefined;
}

async function removeOldJobs(root: string): Promise<void> {
  const names = await readdir(root).catch(() => []); // no folder yet, no old jobs
  const old = names.filter(isJobId).sort().slice(0, -maxEndedJobs);
  for (const name of old) {
    const folder = locateJobFolder(join(root, name));
    const record = await readJobRecord(folder).catch(() => undefined); // killed before it was written: it can go
    const isWaiting = record?.detached === true && !record.process && !record.result;
    if (isWaiting || (record?.process && (await isRunning(record.process)) !== false)) continue;
    await rm(folder.path, { recursive: true, force: true });
  }
}

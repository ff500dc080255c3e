import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { writeFileAtomic } from '../../files/atomicFile';
import type { ProcessIdentity } from '../../files/processIdentity';
import { readRegularText } from '../../files/regularFile';
import { hasErrorCode } from '../../shared/errors';
import type { JobResultEvent } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { type StoredText, storedTextSchema } from '../../shared/storedText';
import { isStageName, type StageName } from '../../stages/stages';
import { isJobEvent } from '../protocol/jobEventSchema';
import { addTexts } from './eventTexts';
import { type JobEnd, readJobEnd, writeJobEnd } from './jobEnd';
import { isJobId, readStage, readTimeMs, sortJobIds } from './jobId';

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
  /** Jobs of the same batch belong together: when one is canceled, those after it do not begin. */
  readonly batch?: string;
}

/** The content of `job.json`: the request, later also the process that works on it, in the end the result. */
export interface JobRecord extends JobRequest {
  readonly id: string;
  /** Whether it is independent of the program that asked for it: it waits for its locks, and outlives that program. */
  readonly detached?: boolean;
  /** What the title was made of; absent for a title that the user gave, and in journals of earlier versions. */
  readonly titleText?: StoredText;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Tells that this user's programs have written it; absent in journals of earlier versions. */
  readonly seal?: string;
  /** The process that asked for it; absent in journals of earlier versions. */
  readonly requester?: ProcessIdentity;
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
  /** Room for the end of the job where its record cannot be written anew. */
  readonly endPath: string;
  readonly logPath: string;
}

const maxRecordBytes = 1 << 20;

export function locateJobFolder(path: string): JobFolder {
  return {
    path,
    recordPath: join(path, 'job.json'),
    eventsPath: join(path, 'events.ndjson'),
    endPath: join(path, 'end'),
    logPath: join(path, 'log'),
  };
}

export async function writeJobRecord(folder: JobFolder, record: JobRecord): Promise<void> {
  await writeFileAtomic(folder.recordPath, `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Records the end of a job; where the disk is full, in the room that was kept for it. @throws UserError when neither works */
export async function writeEnd(folder: JobFolder, record: JobRecord, result: JobResultEvent): Promise<void> {
  const end: JobEnd = { result: addTexts(result), endedAt: new Date().toISOString() };
  try {
    await writeJobRecord(folder, { ...record, ...end });
  } catch (error) {
    await writeJobEnd(folder.endPath, end).catch(() => Promise.reject(error));
  }
}

/** @throws Error when the record is not one that {@link writeJobRecord} wrote. */
export async function readJobRecord(folder: JobFolder): Promise<JobRecord> {
  const place = { within: dirname(folder.path) };
  const record: unknown = JSON.parse(await readRegularText(folder.recordPath, maxRecordBytes, place));
  if (!isJobRecord(record)) throw new Error(`${folder.recordPath} is not the record of a job`);
  return record.result ? record : { ...record, ...(await readJobEnd(folder.endPath)) };
}

const identitySchema = v.looseObject({
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  host: v.string(),
  startTime: v.optional(v.string()),
});

const recordSchema = v.looseObject({
  id: v.pipe(v.string(), v.check(isJobId)),
  stage: v.custom<StageName>(isStageName),
  options: v.record(v.string(), v.unknown()),
  locale: v.string(),
  createdAt: v.string(),
  title: v.optional(v.string()),
  titleText: v.optional(storedTextSchema),
  resumes: v.optional(v.string()),
  batch: v.optional(v.string()),
  detached: v.optional(v.boolean()),
  seal: v.optional(v.string()),
  requester: v.optional(identitySchema),
  process: v.optional(identitySchema),
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
  return sortJobIds(names.filter(isJobId));
}

/** Returns the records of the jobs in `root`, the oldest first. */
export async function listJobs(root: string): Promise<JobRecord[]> {
  const ids = await listJobIds(root);
  const records = await Promise.all(ids.map((id) => readKnownRecord(root, id)));
  return records.filter((record) => record !== undefined);
}

/**
 * Returns the record of a job; where it is damaged, what its name says, as a job that has failed for this reason. Returns
 * undefined where there is none, or none that this version could name.
 */
export async function readKnownRecord(root: string, id: string): Promise<JobRecord | undefined> {
  const folder = locateJobFolder(join(root, id));
  const record = await readJobRecord(folder).catch((error: unknown) => (isPassing(error) ? undefined : 'damaged'));
  if (record === undefined || (record !== 'damaged' && record.id === id)) return record;
  const [stage, timeMs] = [readStage(id), readTimeMs(id)];
  if (stage === undefined || Number.isNaN(timeMs)) return undefined;
  const time = new Date(timeMs).toISOString();
  const message = t('The record of the job, {0}, is damaged. Run the same command again.', folder.recordPath);
  const failed = { type: 'result', outcome: 'failed', reason: 'user', message } as const;
  const end = (await readJobEnd(folder.endPath)) ?? { result: failed, endedAt: time };
  const known: JobRecord = { id, stage, options: {}, locale: 'en', createdAt: time, ...end };
  damagedRecords.add(known);
  return known;
}

/** What {@link readKnownRecord} has returned for damaged records: nothing in a file can claim to be one. */
const damagedRecords = new WeakSet<JobRecord>();

/** Returns whether the record of a job was damaged, so that only its name is known. */
export const isDamagedRecord = (record: JobRecord) => damagedRecords.has(record);

/** Returns whether there is no record, or this process cannot open it now. */
const isPassing = (error: unknown) => hasErrorCode(error, 'ENOENT', 'ENOTDIR', 'EMFILE', 'ENFILE', 'ENOMEM');

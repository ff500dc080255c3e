import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { asUserError, writeFileAtomic } from '../media/atomicFile';
import type { JobResultEvent } from '../shared/jobEvents';
import { isRunning, type ProcessIdentity } from './processIdentity';
import { isStageName, type StageName } from './stageTable';

/** What a job was asked to do. */
export interface JobRequest {
  readonly stage: StageName;
  /** Checked by the job itself when it starts. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Language of what the job says: `en`, `ja`. */
  readonly locale: string;
}

/** `job.json`: the request, then the process that works on it, then how it ended. */
export interface JobRecord extends JobRequest {
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly process?: ProcessIdentity;
  readonly result?: JobResultEvent;
}

/** The journal of one job on disk. */
export interface JobFolder {
  readonly path: string;
  readonly recordPath: string;
  readonly eventsPath: string;
  readonly logPath: string;
}

const keptJobs = 20;

export function jobFolderAt(path: string): JobFolder {
  return {
    path,
    recordPath: join(path, 'job.json'),
    eventsPath: join(path, 'events.ndjson'),
    logPath: join(path, 'log'),
  };
}

/** Makes the folder of a new job under `root`, and removes the oldest ended ones beyond the last few. */
export async function createJobFolder(root: string, request: JobRequest): Promise<JobFolder> {
  const createdAt = new Date().toISOString();
  const id = `${createdAt.replace(/\D/g, '').slice(0, 17)}-${request.stage}-${randomBytes(2).toString('hex')}`;
  const folder = jobFolderAt(join(root, id));
  try {
    await removeOldJobs(root);
    await mkdir(folder.path, { recursive: true });
  } catch (error) {
    throw asUserError(error, folder.path);
  }
  await writeJobRecord(folder, { id, createdAt, ...request });
  return folder;
}

export async function writeJobRecord(folder: JobFolder, record: JobRecord): Promise<void> {
  await writeFileAtomic(folder.recordPath, `${JSON.stringify(record, undefined, 2)}\n`);
}

/** @throws Error when the record is not one that {@link writeJobRecord} wrote. */
export async function readJobRecord(folder: JobFolder): Promise<JobRecord> {
  const record: unknown = JSON.parse(await readFile(folder.recordPath, 'utf8'));
  if (!isJobRecord(record)) throw new Error(`${folder.recordPath} is not the record of a job`);
  return record;
}

function isJobRecord(value: unknown): value is JobRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { id, stage, options, locale, createdAt } = value as Record<string, unknown>;
  const texts = [id, locale, createdAt].every((text) => typeof text === 'string');
  return texts && isStageName(stage) && typeof options === 'object' && options !== null;
}

async function removeOldJobs(root: string): Promise<void> {
  const names = await readdir(root).catch(() => []); // no folder yet, no old jobs
  const old = names
    .filter((name) => /^\d{17}-/.test(name))
    .sort()
    .slice(0, -keptJobs);
  for (const name of old) {
    const folder = jobFolderAt(join(root, name));
    const record = await readJobRecord(folder).catch(() => undefined); // killed before it was written: may go
    if (record?.process && (await isRunning(record.process)) !== false) continue;
    await rm(folder.path, { recursive: true, force: true });
  }
}

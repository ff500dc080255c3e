import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isJobId, type JobRecord, locateJobFolder, readJobRecord } from './jobFolder';

/** The ids of the jobs in `root`, the oldest first. */
export async function listJobIds(root: string): Promise<string[]> {
  const names = await readdir(root).catch(() => []); // no job yet
  return names.filter(isJobId).sort();
}

/** The records of the jobs in `root`, the oldest first; without one that is just being made or removed. */
export async function listJobs(root: string): Promise<JobRecord[]> {
  const ids = await listJobIds(root);
  const records = await Promise.all(ids.map((id) => readRecordIfIntact(root, id)));
  return records.filter((record) => record !== undefined);
}

/** The record of one job; undefined while it is being made or removed, and when it is damaged. */
export async function readRecordIfIntact(root: string, id: string): Promise<JobRecord | undefined> {
  const record = await readJobRecord(locateJobFolder(join(root, id))).catch(() => undefined);
  return record?.id === id ? record : undefined;
}

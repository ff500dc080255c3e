import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { MonitoredRun } from './trainingMonitor';

const most = 100;

/** The states of a model that a restore has put aside, whose losses went on otherwise; the newest first. */
export async function archivedRuns({ path }: MonitoredRun): Promise<MonitoredRun[]> {
  const entries = await readdir(dirname(path), { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(`${basename(path)}_archived_`))
    .map(({ name }) => name);
  return names
    .sort()
    .reverse()
    .slice(0, most)
    .map((name) => ({ name, path: join(dirname(path), name) }));
}

import { resolve } from 'node:path';
import type { JobView } from '../../jobs/watch/jobView';
import type { StageName } from '../../stages/stages';

/** The stages that read a source first; that they fail says something about it. */
const readingStages: ReadonlySet<StageName> = new Set(['extract', 'frames']);

/**
 * Returns why the last job on a source failed, for each source where it did, by the path of the source. `undefined` is the
 * reason of a job that left none.
 */
export function findFailedSources(jobs: readonly JobView[]): ReadonlyMap<string, string | undefined> {
  const failed = new Map<string, string | undefined>();
  for (const { stage, state, options, result } of jobs) {
    if (!readingStages.has(stage) || typeof options.input !== 'string') continue;
    const path = resolve(options.input);
    if (state === 'failed' || state === 'lost') failed.set(path, result?.message);
    else if (state !== 'cancelled') failed.delete(path);
  }
  return failed;
}

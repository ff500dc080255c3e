import { basename } from 'node:path';
import type { JobView } from '../../jobs/watch/jobView';
import type { StageName } from '../../stages/stages';

/** Of each stage that works on one video or folder of images: the option with the file that tells its jobs apart. */
const subjects: { readonly [S in StageName]?: 'input' | 'output' } = {
  frames: 'input',
  extract: 'input',
  convert: 'output',
  preview: 'output',
};

/** Returns the name of the file that a job works on, which tells the jobs of one request apart. */
export function getJobSubject({ stage, options }: Pick<JobView, 'stage' | 'options'>): string | undefined {
  const key = subjects[stage];
  const path = key && options[key];
  return typeof path === 'string' ? basename(path) : undefined;
}

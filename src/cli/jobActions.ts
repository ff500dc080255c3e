import type { OptionSet } from '../options/option';
import { commonOptions } from './commonOptions';

export const jobsHelpText: string = 'List the jobs that run, wait or have ended; follow, cancel or resume one';

/** What stands after `faceswap jobs`. */
export const jobActions = {
  '': 'List the jobs of the project, the newest last',
  ' follow [ID]': 'Tell how a job goes until it ends; Ctrl-C leaves it running',
  ' cancel [ID]': 'Let a job save and end',
  ' resume [ID]': 'Do once more what did not come to its end, from where it had saved',
} as const satisfies Readonly<Record<string, string>>;

const { project, json, help } = commonOptions;

export const jobsOptions = { project, json, help } as const satisfies OptionSet;

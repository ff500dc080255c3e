import { isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import { findNearestWord } from '../options/nearest';
import type { OptionValue } from '../options/option';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { formatJobTitle, getStage, type StageName, stageNames } from '../stages/stages';
import { buildProjectJobs } from './requests';

const definitionSchema = v.looseObject({
  command: v.picklist(stageNames),
  name: v.optional(v.string()),
  options: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
});

/** A task of `tasks.json`: a stage, the person or the model that it is for, and options that override the project's. */
export interface JobTask {
  readonly command: StageName;
  readonly name?: string;
  readonly options?: Readonly<Record<string, OptionValue>>;
}

/** The jobs of a task: the options of each. */
export interface TaskJobs {
  readonly title: string;
  readonly stage: StageName;
  readonly jobs: readonly Readonly<Record<string, OptionValue>>[];
}

/** Returns the task that a definition from `tasks.json` describes; undefined for one that is not valid. */
export function parseJobTask(definition: unknown): JobTask | undefined {
  const { success, output } = v.safeParse(definitionSchema, definition);
  if (!success) return undefined;
  const { command, name, options } = output;
  return { command, ...(name !== undefined && { name }), ...(options && { options }) };
}

/**
 * Returns the jobs of a task in the project in `folder`; relative paths begin there.
 * @throws UserError for a name that the project does not have, and for a name where the stage takes none.
 */
export async function buildTaskJobs(folder: string, task: JobTask): Promise<TaskJobs> {
  const { command: stage, name } = task;
  const { options } = getStage(stage);
  const makeAbsolute = ([key, value]: [string, OptionValue]) =>
    options[key]?.type === 'path' && typeof value === 'string' && !isAbsolute(value)
      ? [key, join(folder, value)]
      : [key, value];
  const given = Object.fromEntries(Object.entries(task.options ?? {}).map(makeAbsolute));
  const jobs = name === undefined ? [given] : await buildProjectJobs(folder, stage, name, given);
  return { title: formatJobTitle(stage, name), stage, jobs };
}

/** @throws UserError that says why a definition is not a valid task */
export function rejectTask({ command }: Readonly<Record<string, unknown>>): never {
  if (stageNames.some((name) => name === command))
    throw new UserError(t('"name" must be a string, and "options" an object of strings, numbers and booleans.'));
  const name = typeof command === 'string' ? command : '';
  const nearest = findNearestWord(name, stageNames);
  if (nearest !== undefined) throw new UserError(t('Unknown command "{0}". Did you mean "{1}"?', name, nearest));
  throw new UserError(t('The "command" of the task must be one of {0}.', stageNames.join(', ')));
}

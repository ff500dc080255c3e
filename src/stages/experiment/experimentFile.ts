import { join } from 'node:path';
import * as v from 'valibot';
import { writeFileAtomic } from '../../files/atomicFile';
import { readRegularText } from '../../files/regularFile';
import { explainFileError } from '../../files/systemErrors';
import { hasErrorCode, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { experimentFileName, experimentFormat } from './experimentStart';

/** What an experiment compares, and under which conditions: an experiment continues only under the same. */
export interface ExperimentPlan {
  /** What each setting is called. */
  readonly settings: readonly string[];
  /** Everything that the settings share: the trainer, the values of train.ini, the goal of each run. */
  readonly base: Readonly<Record<string, string | number | boolean>>;
  readonly seeds: readonly number[];
  /** The names of the folders of faces, and how many faces they had. */
  readonly faces: Readonly<Record<'a' | 'b', { readonly name: string; readonly count: number }>>;
}

/** How a run ended. It names no path: its model is where the number of its setting and its seed say. */
export interface RunRecord {
  /** Number of the setting, from 1. */
  readonly setting: number;
  readonly seed: number;
  readonly iterations: number;
  /** Of the time that the experiment itself has seen; null where it was resumed after its last iteration. */
  readonly iterationsPerSecond: number | null;
  /** Why it has no result, in the user's words. */
  readonly problem?: string | undefined;
}

export interface ExperimentRecord {
  readonly plan: ExperimentPlan;
  readonly runs: readonly RunRecord[];
}

/** A record of ten thousand settings is shorter. */
const maxRecordBytes = 32 << 20;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const faceset = v.object({ name: v.string(), count });
const recordSchema = v.object({
  format: v.literal(experimentFormat),
  version: v.literal(1),
  plan: v.object({
    settings: v.array(v.string()),
    base: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
    seeds: v.array(count),
    faces: v.object({ a: faceset, b: faceset }),
  }),
  runs: v.array(
    v.object({
      setting: count,
      seed: count,
      iterations: count,
      iterationsPerSecond: v.nullable(v.number()),
      problem: v.optional(v.string()),
    }),
  ),
});

function getRecordPath(folder: string): string {
  return join(folder, experimentFileName);
}

/** Reads the record of the experiment in a folder; undefined where there is none. @throws UserError when it is damaged */
export async function readExperiment(folder: string): Promise<ExperimentRecord | undefined> {
  const path = getRecordPath(folder);
  let text: string;
  try {
    text = await readRegularText(path, maxRecordBytes, { within: folder });
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw explainFileError(error, path);
  }
  const parsed = v.safeParse(recordSchema, parseJson(text));
  if (!parsed.success)
    throw new UserError(
      t('{0} is damaged, or another version wrote it. Choose a new folder for the experiment.', path),
    );
  return parsed.output;
}

export async function writeExperiment(folder: string, { plan, runs }: ExperimentRecord): Promise<void> {
  const record = { format: experimentFormat, version: 1, plan, runs };
  await writeFileAtomic(getRecordPath(folder), `${JSON.stringify(record, null, 2)}\n`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema refuses it
  }
}

/**
 * Makes sure that an experiment continues as it began: settings may be added at the end, and seeds.
 * @throws UserError that names the first difference
 */
export function assertSamePlan(folder: string, before: ExperimentPlan, now: ExperimentPlan): void {
  const keep = t('Choose a new folder for another experiment, or give the options of this one.');
  const changed = before.settings.findIndex((name, i) => now.settings[i] !== name);
  if (changed >= 0)
    throw new UserError(
      t(
        'The experiment in {0} has "{1}" as its setting {2}, not "{3}". {4}',
        ...[folder, before.settings[changed]!, changed + 1, now.settings[changed] ?? t('none'), keep],
      ),
    );
  for (const [side, { name, count: faces }] of Object.entries(before.faces)) {
    const other = now.faces[side as 'a' | 'b'];
    if (other.name !== name || other.count !== faces)
      throw new UserError(
        t(
          'The experiment in {0} was begun with {1} faces in {2}, not {3} in {4}. {5}',
          ...[folder, faces, name, other.count, other.name, keep],
        ),
      );
  }
  const keys = [...new Set([...Object.keys(before.base), ...Object.keys(now.base)])];
  const key = keys.find((name) => before.base[name] !== now.base[name]);
  if (key === undefined) return;
  const [was, is] = [before.base, now.base].map((base) => String(base[key] ?? t('none')));
  throw new UserError(t('The experiment in {0} has {1} = {2}, not {3}. {4}', folder, key, was!, is!, keep));
}

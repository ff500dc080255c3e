import { resolve } from 'node:path';
import { nameFaceset } from '../../facesets/facesetName';
import { parseDuration } from '../../options/duration';
import type { OptionSetValues } from '../../options/option';
import { formatOptionValue } from '../../options/optionValue';
import { UsageError, UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { formatDuration } from '../../shared/jobText';
import { t } from '../../shared/l10n';
import { holdOutFaces } from '../../training/data/heldOutFaces';
import { listTrainingFaces } from '../../training/data/trainingFolder';
import { maxIterations, type TrainingRequest } from '../../training/run/trainingRequest';
import { resolveTrainingChoice } from '../train/trainingChoice';
import { parseGrid, parseList } from './changes';
import type { ExperimentPlan } from './experimentFile';
import type { experimentOptions } from './experimentOptions';
import { type BaseSetting, resolveSettings, type Setting } from './settings';

export type ExperimentOptions = OptionSetValues<typeof experimentOptions> & Pick<TrainingRequest, 'loaderModule'>;

/** What an experiment is going to do. */
export interface PlannedExperiment {
  readonly base: BaseSetting;
  readonly settings: readonly Setting[];
  /** What its record keeps of it. */
  readonly plan: ExperimentPlan;
  readonly goal: RunGoal;
}

/** When each run ends. */
type RunGoal = Pick<TrainingRequest, 'forSeconds' | 'iterations'>;

const defaultTime = '10m';
export const defaultBatchSize = 16;

/** Reads what to compare, and on which faces. @throws UserError when there is nothing to compare, or no faces */
export async function planExperiment(options: ExperimentOptions, job: JobContext): Promise<PlannedExperiment> {
  const { output: modelDir, config, trainer, preset } = options;
  const choice = await resolveTrainingChoice({
    modelDir,
    ...(trainer !== undefined && { trainer }),
    ...(preset !== undefined && { preset }),
    ...(config !== undefined && { config }),
  });
  for (const message of choice.warnings) job.emit({ type: 'log', level: 'warning', message, isAboutStart: true });
  const base = { trainer: choice.trainer, ini: choice.settings };
  const settings = readSettings(options, base, job);
  const goal = chooseGoal(options);
  return { base, settings, goal, plan: await createPlan(options, { base, settings, goal }) };
}

function readSettings({ grid, list }: ExperimentOptions, base: BaseSetting, job: JobContext): Setting[] {
  if ((grid === undefined) === (list === undefined))
    throw new UsageError(t('Say what to compare: either --grid or --list.'));
  const changes = grid === undefined ? [[], ...parseList(list!)] : parseGrid(grid);
  const settings = resolveSettings(base, changes);
  const leftOut = changes.length - settings.length;
  if (settings.length < 2)
    throw new UserError(t('All of these settings come to the same: there is nothing to compare.'));
  const message = t('{0} of the settings come to the same as another one, and are left out.', leftOut);
  if (leftOut > 0) job.emit({ type: 'log', level: 'warning', message });
  return settings;
}

function chooseGoal({ for: time, iterations }: ExperimentOptions): RunGoal {
  if (time === undefined && iterations !== undefined) return { iterations };
  return { forSeconds: parseDuration(time ?? defaultTime)!, iterations: iterations ?? maxIterations };
}

async function createPlan(
  { inputA, inputB, batchSize = defaultBatchSize, seeds, holdOut }: ExperimentOptions,
  { base, settings, goal }: Omit<PlannedExperiment, 'plan'>,
): Promise<ExperimentPlan> {
  const { forSeconds: seconds, iterations } = goal;
  const [a, b] = await Promise.all([inputA, inputB].map(listTrainingFaces));
  for (const [folder, faces] of [
    [inputA, a!],
    [inputB, b!],
  ] as const)
    assertEnoughFaces(folder, faces, holdOut);
  const values = Object.entries(base.ini).flatMap(([section, set]) =>
    Object.entries(set ?? {}).map(([key, value]) => [`${section}.${key}`, formatOptionValue(value)] as const),
  );
  return {
    settings: settings.map(({ name }) => name),
    base: {
      trainer: base.trainer,
      batch_size: batchSize,
      hold_out: holdOut,
      ...(seconds !== undefined && { seconds }),
      ...(iterations < maxIterations && { iterations }),
      ...Object.fromEntries(values),
    },
    seeds: Array.from({ length: seeds }, (_, i) => i + 1),
    faces: {
      a: { name: nameFaceset(resolve(inputA)), count: a!.length },
      b: { name: nameFaceset(resolve(inputB)), count: b!.length },
    },
  };
}

/** @throws UserError where no faces can be held out: nothing would be measured */
function assertEnoughFaces(folder: string, faces: readonly string[], holdOut: number): void {
  if (selectHeldOut(faces, holdOut).length > 0) return;
  throw new UserError(
    t(
      'The {0} faces in {1} are too few to measure a model on some of them. Extract more, or use another folder.',
      faces.length,
      folder,
    ),
  );
}

/** Returns the faces that no run trains on, in the order of their frames. */
export function selectHeldOut(faces: readonly string[], percent: number): string[] {
  return holdOutFaces(
    faces.map((file) => ({ file })),
    percent,
  ).heldOut.map(({ file }) => file);
}

/** A longer experiment is started only by somebody who says so. */
const longExperiment = { runs: 24, seconds: 12 * 3600 };

/** @throws UserError that says how long it is */
export function assertShortEnough({ plan, goal }: PlannedExperiment): void {
  const runs = plan.settings.length * plan.seeds.length;
  const seconds = goal.forSeconds === undefined ? 0 : runs * goal.forSeconds;
  if (runs <= longExperiment.runs && seconds <= longExperiment.seconds) return;
  throw new UserError(
    seconds === 0
      ? t('This experiment has {0} runs. Add --accept-long to start it, or vary fewer options.', runs)
      : t(
          'This experiment has {0} runs and takes {1}. Add --accept-long to start it, or vary fewer options.',
          runs,
          formatDuration(seconds),
        ),
  );
}

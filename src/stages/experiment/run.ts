import { createFolder } from '../../files/createFolder';
import { requireInside } from '../../files/storedPath';
import { throwIfCanceled, UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { assertBuildable } from '../../training/run/modelSession';
import type { TrainingRequest } from '../../training/run/trainingRequest';
import { applySetting, assertApplicable } from './applySetting';
import {
  assertSamePlan,
  type ExperimentRecord,
  type RunRecord,
  readExperiment,
  writeExperiment,
} from './experimentFile';
import {
  assertShortEnough,
  defaultBatchSize,
  type ExperimentOptions,
  type PlannedExperiment,
  planExperiment,
} from './planExperiment';
import { type ExperimentSummary, reportExperiment } from './reportExperiment';
import type { Setting } from './settings';
import { createRunContext, type ExperimentRun, getRunFolder, trainRun } from './trainRun';

/**
 * Trains each setting from each seed, one run after the other, and compares the results. The same command continues an
 * experiment that was interrupted, and compares one that is done anew.
 * @throws UserError before anything starts when a setting cannot be built
 */
export async function experiment(options: ExperimentOptions, job: JobContext): Promise<ExperimentSummary> {
  const { output, apply, config, acceptLong } = options;
  if (apply !== undefined) assertApplicable(apply, config);
  const planned = await planExperiment(options, job);
  const before = await readExperiment(output);
  if (before) assertSamePlan(output, before.plan, planned.plan);
  else if (!acceptLong) assertShortEnough(planned);
  await assertAllBuildable(options, planned, job);
  const record = await trainAll(options, planned, before?.runs ?? [], job);
  const { summary, best } = await reportExperiment(options, record, job);
  if (apply !== undefined) await applySetting({ apply, best, ...planned, ini: config! }, job);
  return summary;
}

async function assertAllBuildable(options: ExperimentOptions, planned: PlannedExperiment, job: JobContext) {
  for (const { number, setting } of numberSettings(planned.settings)) {
    throwIfCanceled(job.signal);
    try {
      await assertBuildable(createRequest(options, planned, { number, setting, seed: 1 }));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(t('Setting {0} ({1}) cannot be trained: {2}', number, setting.name, error.message));
    }
  }
}

function createRequest(
  { inputA, inputB, output, batchSize = defaultBatchSize, saveInterval = 250, ...options }: ExperimentOptions,
  { goal }: PlannedExperiment,
  { number, setting, seed }: ExperimentRun,
): TrainingRequest {
  const { threads, consentA, consentB, holdOut, loaderModule } = options;
  return {
    ...{
      folderA: inputA,
      folderB: inputB,
      batchSize,
      saveInterval,
      snapshotInterval: 0,
      seed,
      threads,
      holdOut,
      loaderModule,
    },
    ...(consentA !== undefined && { consentA }),
    ...(consentB !== undefined && { consentB }),
    ...goal,
    ...setting.command,
    modelDir: getRunFolder(output, { setting: number, seed }),
    trainer: setting.trainer,
    configuredOptions: setting.ini,
  };
}

/** Trains what is not trained yet, and notes each run as soon as it is done. */
async function trainAll(
  options: ExperimentOptions,
  planned: PlannedExperiment,
  done: readonly RunRecord[],
  job: JobContext,
): Promise<ExperimentRecord> {
  const { output } = options;
  const { plan, settings } = planned;
  const runs = [...done];
  const order = orderRuns(settings, plan.seeds);
  const said = new Set<string>();
  await createFolder(output);
  await writeExperiment(output, { plan, runs });
  for (const [i, run] of order.entries()) {
    const { number, setting, seed } = run;
    if (runs.some((known) => known.setting === number && known.seed === seed)) continue;
    throwIfCanceled(job.signal);
    const label = t('Run {0} of {1}: {2}, seed {3}', i + 1, order.length, setting.name, seed);
    job.emit({ type: 'log', level: 'info', message: label });
    const request = createRequest(options, planned, run);
    await requireInside(output, request.modelDir);
    const id = `experiment ${number}-${seed}`;
    runs.push(await trainRun(run, request, createRunContext(job, { id, label, model: request.modelDir, said })));
    await writeExperiment(output, { plan, runs });
  }
  return { plan, runs };
}

/**
 * Returns the runs in their order: all settings from the first seed, then from the next one in the opposite order, so that
 * a machine that grows slower with the hours does not put one setting at a disadvantage.
 */
function orderRuns(settings: readonly Setting[], seeds: readonly number[]): ExperimentRun[] {
  const numbered = numberSettings(settings);
  return seeds.flatMap((seed, i) =>
    (i % 2 === 0 ? numbered : numbered.toReversed()).map((setting) => ({ ...setting, seed })),
  );
}

function numberSettings(settings: readonly Setting[]) {
  return settings.map((setting, i) => ({ number: i + 1, setting }));
}

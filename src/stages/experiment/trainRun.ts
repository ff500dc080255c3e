import { join } from 'node:path';
import { UserError } from '../../shared/errors';
import type { JobContext, JobEvent } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { NonFiniteError } from '../../training/run/checkpointSaver';
import { runTraining } from '../../training/run/trainer';
import type { TrainingRequest } from '../../training/run/trainingRequest';
import { getStatePath } from '../../training/store/modelFiles';
import { readModelState } from '../../training/store/modelState';
import type { RunRecord } from './experimentFile';
import type { Setting } from './settings';

/** One training of an experiment. */
export interface ExperimentRun {
  /** Number of its setting, from 1. */
  readonly number: number;
  readonly setting: Setting;
  readonly seed: number;
}

/** Where the models of an experiment are. */
export const runsFolderName = 'runs';

/** Returns the folder of the model of a run. */
export function getRunFolder(experiment: string, { setting, seed }: Pick<RunRecord, 'setting' | 'seed'>): string {
  return join(experiment, runsFolderName, `${setting}-seed-${seed}`);
}

/**
 * Trains a run to its goal, from where an interruption has left it. Losses that are no numbers are a result, too.
 * @throws UserError when it cannot be trained here and now; CanceledError once the model is saved
 */
export async function trainRun(
  { number, setting, seed }: ExperimentRun,
  request: TrainingRequest,
  job: JobContext,
): Promise<RunRecord> {
  const run = { setting: number, seed };
  const iterations = await findFinished(request, job.id);
  if (iterations !== undefined) return { ...run, iterations, iterationsPerSecond: null };
  try {
    const { trained, seconds, ...outcome } = await runTraining(request, job);
    const iterationsPerSecond = seconds > 0 && trained > 0 ? Number((trained / seconds).toPrecision(3)) : null;
    return { ...run, iterations: outcome.iterations, iterationsPerSecond };
  } catch (error) {
    if (error instanceof NonFiniteError)
      return { ...run, iterations: 0, iterationsPerSecond: null, problem: error.message };
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      t('{0} (in the run "{1}", seed {2}). Run the same command again to continue.', error.message, setting.name, seed),
    );
  }
}

/** Returns the iterations of a run that a kill has kept from being noted as done; undefined where it is not done. */
async function findFinished({ modelDir, trainer, iterations, forSeconds }: TrainingRequest, id: string | undefined) {
  const state = await readModelState(getStatePath(modelDir, trainer));
  if (!state) return undefined;
  const isTimeOver = forSeconds !== undefined && state.budget?.job === id && (state.budget?.spent ?? 0) >= forSeconds;
  return isTimeOver || state.iterations >= iterations ? state.iterations : undefined;
}

interface RunPlace {
  readonly id: string;
  /** What the run is called. */
  readonly label: string;
  /** The folder of its model. */
  readonly model: string;
  /** What earlier runs have said. */
  readonly said: Set<string>;
}

/**
 * Returns the context of a run within that of the experiment: its phases have the name of the run, and what all runs would
 * say of the same faces and the same machine is said once.
 */
export function createRunContext(job: JobContext, { id, label, model, said }: RunPlace): JobContext {
  const isLater = said.size > 0;
  const emit = (event: JobEvent) => {
    if (event.type === 'phase') job.emit({ ...event, name: label });
    else if (event.type === 'step') job.emit({ ...event, model });
    else if (event.type !== 'log') job.emit(event);
    else if (!said.has(event.message) && !(isLater && event.level === 'info')) {
      said.add(event.message);
      job.emit(event);
    }
  };
  return { ...job, id, isAtTerminal: false, emit };
}

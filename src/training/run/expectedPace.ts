import { findModel, isTrainerName } from '../models/models';
import type { TrainingMachine } from '../models/rankModels';
import { readMeasuredPaces } from '../store/measuredPaces';

/** Iterations a second that a training can be expected to make. */
export interface ExpectedPace {
  readonly stepsPerSecond: number;
  /** Whether this machine has trained such a model before; else it is an estimate. */
  readonly isMeasured: boolean;
}

const usualBatchSize = 16;
/** The figures in the records of the models are those of two cores (docs/models.md). */
const coresOfFigures = 2;
/** More cores than these hardly help. */
const mostUsefulCores = 16;
/** An ordinary GPU computes a step about this many times as fast as two cores. */
const gpuFactor = 40;

/**
 * Returns the pace of a training on this machine: that of the same model, else that of the last training of the same
 * kind on the same device, else an estimate from the figures of the kind of model. Kinds that are built from parts differ
 * too much for the pace of another model. Undefined where nothing is known.
 */
export async function findExpectedPace(
  trainer: string,
  machine: TrainingMachine,
  modelDir?: string,
): Promise<ExpectedPace | undefined> {
  const measured = (await readMeasuredPaces()).filter((pace) => pace.device === machine.device);
  const own = measured.find((pace) => pace.modelDir === modelDir);
  const alike = measured.find((pace) => pace.trainer === trainer && trainer !== 'phaze_a');
  const known = own ?? alike;
  if (known) return { stepsPerSecond: known.stepsPerSecond, isMeasured: true };
  const stepsPerSecond = estimatePace(trainer, machine);
  return stepsPerSecond === undefined ? undefined : { stepsPerSecond, isMeasured: false };
}

function estimatePace(trainer: string, { device, threads }: TrainingMachine): number | undefined {
  const { facesPerSecond } = isTrainerName(trainer) ? findModel(trainer) : {};
  if (facesPerSecond === undefined) return undefined;
  const factor = device === 'cpu' ? Math.min(threads, mostUsefulCores) / coresOfFigures : gpuFactor;
  return (factor * facesPerSecond) / usualBatchSize;
}

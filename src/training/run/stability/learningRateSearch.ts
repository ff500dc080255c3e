import { writeFileAtomic } from '../../../files/atomicFile';
import { throwIfCanceled, UserError } from '../../../shared/errors';
import type { JobContext } from '../../../shared/jobEvents';
import { createProgress } from '../../../shared/jobReporting';
import { t } from '../../../shared/l10n';
import { getLearningRateCurvePath } from '../../store/modelFiles';
import { openModelSession } from '../modelSession';
import type { StartingPoint } from '../startingPoint';
import { openLoader, toFeeds } from '../trainingFaces';
import type { TrainingRequest } from '../trainingRequest';
import { drawLearningRateCurve, type RangeTest, rateDivisors, testLearningRates } from './learningRateRangeTest';

/** Lowest learning rate that counts as a result. */
const minUsefulRate = 1e-9;

/**
 * Returns the learning rate that a range test finds for a new model, or found when the model was new; undefined if no
 * test was requested or was run. The test has its own weights and loader, so that the training after it begins with
 * unchanged weights.
 * @throws UserError when the model learns at no rate
 */
export async function findLearningRate(
  request: TrainingRequest,
  start: StartingPoint,
  job: JobContext,
): Promise<number | undefined> {
  if (!request.findLearningRate) return undefined;
  if (start.checkpoint) {
    const known = start.checkpoint.state.lr_finder;
    const message =
      known === undefined
        ? t('The learning rate finder works for new models only; this model continues with learning_rate.')
        : t('Using the learning rate {0}, found when the model was created.', known.toPrecision(3));
    job.emit({ type: 'log', level: known === undefined ? 'warning' : 'info', message });
    return known;
  }
  const { lr_finder_iterations, lr_finder_mode, lr_finder_strength } = start.options.global;
  const { curve, best } = await runRangeTest(request, start, lr_finder_iterations, job);
  const rate = (best?.rate ?? 0) / rateDivisors[lr_finder_strength];
  if (rate < minUsefulRate)
    throw new UserError(
      t('The learning rate finder found no rate at which this model learns. Train without it and set learning_rate.'),
    );
  if (lr_finder_mode !== 'set') {
    const path = getLearningRateCurvePath(request.modelDir);
    await writeFileAtomic(path, drawLearningRateCurve(curve, rate));
    job.emit({ type: 'log', level: 'info', message: t('Saved a plot of the loss by learning rate to {0}.', path) });
  }
  job.emit({ type: 'log', level: 'info', message: t('Found a learning rate of {0}.', rate.toPrecision(3)) });
  return rate;
}

async function runRangeTest(
  request: TrainingRequest,
  start: StartingPoint,
  iterations: number,
  job: JobContext,
): Promise<RangeTest> {
  const loader = await openLoader(request, start, job);
  try {
    const { session } = await openModelSession(request, start, job);
    const progress = createProgress(job, {
      name: t('Finding a learning rate'),
      total: iterations,
      unit: t('iterations'),
    });
    const step = async (rate: number) => {
      throwIfCanceled(job.signal);
      const { lossA, lossB } = await session.step(toFeeds(await loader.next()), rate);
      progress.advance();
      await new Promise(setImmediate); // a step blocks the thread: lets a cancellation in between two steps
      return lossA! + lossB!;
    };
    try {
      return await testLearningRates(step, iterations);
    } finally {
      progress.finish();
      await session.release();
    }
  } finally {
    await loader.close();
  }
}

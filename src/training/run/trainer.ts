import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import type { FaceLoader } from '../data/faceLoader';
import type { Side } from '../models/model';
import { setAsideDamagedSave } from '../store/checkpoint';
import { keepEarlierTraining } from '../store/earlierTraining';
import { writeDefaultTrainIni } from '../store/trainIniFile';
import { CheckpointSaver } from './checkpointSaver';
import type { ModelEvaluator } from './evaluation/modelEvaluator';
import { openEvaluator, openRecorder } from './evaluation/openEvaluation';
import { findFacesetWarnings } from './facesetWarnings';
import { chooseBatchSize, openModelSession } from './modelSession';
import { openObservers } from './observers';
import { findLearningRate } from './stability/learningRateSearch';
import { NanGuard } from './stability/nanGuard';
import { createStabilityMonitor, RollBackRequest } from './stability/stabilityMonitor';
import { findStartingPoint, type StartingPoint } from './startingPoint';
import { openTimeBudget, type TimeBudget } from './timeBudget';
import { describeFacesets, describeHeldOut, openLoader, tellHeldOut } from './trainingFaces';
import { PendingControls, TrainingLoop } from './trainingLoop';
import type { TrainingRequest, TrainingResult } from './trainingRequest';

/**
 * Trains a new or an existing model until it has `request.iterations` iterations, or the time of the training is over.
 * @throws UserError when the folders or the model are not usable, or when the losses are NaN or infinite
 * @throws CanceledError after a cancellation, once the model is saved
 */
export async function runTraining(request: TrainingRequest, job: JobContext): Promise<TrainingResult> {
  const guard = new NanGuard();
  const kept = {
    guard,
    controls: new PendingControls(job),
    findRate: memoizeFirst(findLearningRate),
    openBudget: memoizeFirst(openTimeBudget),
    keepEarlier: memoizeFirst(keepEarlierLogs),
    warnAboutFaces: memoizeFirst(warnAboutFaces),
    tellHeldOut: memoizeFirst(tellHeldOut),
  };
  for (;;) {
    try {
      return await trainFromSave(request, kept, job);
    } catch (error) {
      if (!(error instanceof RollBackRequest)) throw error;
      const percent = Number((100 * guard.rateFactor).toPrecision(2));
      const message = t(
        'Losses are NaN or infinite: resuming from the last save at {0} % of the learning rate.',
        percent,
      );
      job.emit({ type: 'log', level: 'warning', message });
    }
  }
}

/** State that is kept when the training continues from its last save. */
interface KeptState {
  readonly guard: NanGuard;
  readonly controls: PendingControls;
  /** Finds the learning rate only once, because there may be no save yet that holds it. */
  readonly findRate: typeof findLearningRate;
  /** Opens the time budget only once: what was rolled back has taken its time, too. */
  readonly openBudget: typeof openTimeBudget;
  /** Makes room only once: what a roll-back leaves is of this training. */
  readonly keepEarlier: typeof keepEarlierLogs;
  readonly warnAboutFaces: typeof warnAboutFaces;
  readonly tellHeldOut: typeof tellHeldOut;
}

async function warnAboutFaces(
  request: TrainingRequest,
  loader: FaceLoader,
  { checkpoint }: StartingPoint,
  job: JobContext,
): Promise<void> {
  const { divided, figures } = loader;
  const count = (side: Side) => divided[side].trained.length + divided[side].heldOut.length;
  const found = { faceCount: { a: count('a'), b: count('b') }, figures };
  for (const message of await findFacesetWarnings(request, found, checkpoint?.state))
    job.emit({ type: 'log', level: 'warning', message, isAboutStart: true });
}

async function keepDamagedSave(modelDir: string, { checkpoint }: StartingPoint, job: JobContext): Promise<void> {
  const kept = checkpoint && (await setAsideDamagedSave(modelDir, checkpoint));
  if (kept === undefined) return;
  const message = t('What is left of the damaged save is kept in {0}.', kept);
  job.emit({ type: 'log', level: 'info', message });
}

async function keepEarlierLogs(modelDir: string, job: JobContext): Promise<void> {
  const kept = await keepEarlierTraining(modelDir);
  if (kept === undefined) return;
  const message = t('The logs and previews of an earlier training are kept in {0}.', kept);
  job.emit({ type: 'log', level: 'info', message });
}

/** Wraps a function so that later calls return the result of the first one. */
function memoizeFirst<A extends unknown[], R>(compute: (...args: A) => R): (...args: A) => R {
  let result: { readonly value: R } | undefined;
  return (...args) => {
    result ??= { value: compute(...args) };
    return result.value;
  };
}

/** Trains from the newest save, or a new model. @throws RollBackRequest when to continue from the last save */
async function trainFromSave(
  configuredRequest: TrainingRequest,
  { guard, controls, findRate, openBudget, keepEarlier, warnAboutFaces, tellHeldOut }: KeptState,
  job: JobContext,
): Promise<TrainingResult> {
  const { modelDir, trainer, noLogs, configuredOptions, seed } = configuredRequest;
  const start = await findStartingPoint(modelDir, trainer, configuredOptions, seed);
  for (const message of start.warnings) job.emit({ type: 'log', level: 'warning', message, isAboutStart: true });
  await keepDamagedSave(modelDir, start, job);
  const batchSize = await chooseBatchSize(configuredRequest, start, job);
  const request = { ...configuredRequest, batchSize };
  const foundRate = await findRate(request, start, job);
  const budget: TimeBudget | undefined = openBudget(request, start, job);
  const loader = await openLoader(request, start, job);
  try {
    tellHeldOut(request, loader, job);
    const { step, session, stepsPerCall, device, fallback } = await openModelSession(request, start, job);
    let evaluator: ModelEvaluator | undefined;
    try {
      await warnAboutFaces(request, loader, start, job);
      await keepEarlier(modelDir, job);
      evaluator = await openEvaluator(request, start, loader, job);
      const recorder = evaluator && (await openRecorder(request, start, job));
      const observers = await openObservers(request, start, recorder, job);
      if (!start.checkpoint) await writeDefaultTrainIni(modelDir, trainer, start.options);
      const faces = describeFacesets(request, loader);
      const heldOut = describeHeldOut(request, loader);
      const record = { modelDir, trainer, batchSize, noLogs, faces, foundRate, budget, heldOut, evaluator };
      const saver = new CheckpointSaver({ ...record, start, step, session });
      const stability = createStabilityMonitor(request, start, { guard, foundRate }, step, job);
      const measuring = { evaluator, recorder };
      const parts = {
        loader,
        session,
        stepsPerCall,
        device,
        saver,
        observers,
        stability,
        controls,
        budget,
        ...measuring,
      };
      const mode = start.options.global.lr_finder_mode;
      const onlyFindsRate = request.findLearningRate && !start.checkpoint && mode === 'graph_and_exit';
      const iterations = onlyFindsRate ? start.iterations : request.iterations;
      const outcome = await new TrainingLoop({ ...request, iterations }, start, parts, job).run();
      return { ...outcome, device: device.device, ...(fallback !== undefined && { deviceReason: fallback }) };
    } finally {
      await evaluator?.release();
      await session.release();
    }
  } finally {
    await loader.close();
  }
}

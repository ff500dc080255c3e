import { chooseDevice } from '../../runtime/devices/chooseDevice';
import { supportsFloat16 } from '../../runtime/devices/probe';
import { type OpenedTraining, openTraining } from '../../runtime/openTraining';
import { UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import type { Target } from '../../tensor/lowering/target';
import type { Precision, TrainingStep } from '../../tensor/trainingStep';
import { openTrunks } from '../losses/chosenLosses';
import { createModel, getDefaultLayers } from '../settings/createModel';
import { resolveModelOptions } from '../settings/modelOptions';
import type { TrainOptions } from '../settings/trainOptions';
import { buildModelStep } from '../step/modelStep';
import { restoreSessionState, type SessionState } from '../store/sessionState';
import { matchLayerPrefixes } from './layerNames';
import { loadPretrainedWeights } from './pretrainedWeights';
import type { StartingPoint } from './startingPoint';
import { checkMemory, findLargestBatch } from './trainingMemory';
import type { TrainingRequest } from './trainingRequest';

/** Builds the training step for a number of faces of each side, lowered for a device. */
type StepBuilder = (batchSize: number, target: Target) => Promise<TrainingStep>;

/** Creates the builder of training steps, for which files of losses are read only once. */
async function createStepBuilder(
  request: TrainingRequest,
  { model, options }: Pick<StartingPoint, 'model' | 'options'>,
  warn: (message: string) => void,
): Promise<StepBuilder> {
  const trunks = await openTrunks(options['global.loss'], warn);
  const frozenLayers =
    request.frozenLayers ?? (request.freezeWeights ? getDefaultLayers(request.trainer, options).frozen : []);
  const selectFrozen = (names: readonly string[]) => {
    const isFrozen = matchLayerPrefixes(frozenLayers, names);
    if (names.every(isFrozen)) throw new UserError(t('All layers are frozen. Leave at least one layer unfrozen.'));
    return isFrozen;
  };
  return async (batchSize, target) =>
    buildModelStep(model, options, {
      batchSize,
      trunks,
      selectFrozen,
      target,
      precision: await choosePrecision(target, options, warn),
    });
}

/** Builds the step of a new model, and discards it. @throws UserError when its options do not go together */
export async function assertBuildable(request: TrainingRequest): Promise<void> {
  const { trainer, configuredOptions, batchSize } = request;
  const { options } = resolveModelOptions(trainer, configuredOptions);
  const model = await createModel(trainer, options);
  const buildStep = await createStepBuilder(request, { model, options }, () => undefined);
  await buildStep(batchSize, 'cpu');
}

/** Opens the session that trains the model, on the device that its options name, with its saved state or a new one. */
export async function openModelSession(
  request: TrainingRequest,
  start: StartingPoint,
  job: JobContext,
): Promise<OpenedTraining> {
  const { batchSize, threads } = request;
  const { options, seed } = start;
  const warn = (message: string) => job.emit({ type: 'log', level: 'warning', message, isAboutStart: true });
  const buildStep = await createStepBuilder(request, start, warn);
  const opened = await openTraining((target) => buildStep(batchSize, target), {
    runtime: options.runtime,
    threads,
    // Not the model's own folder: models are passed on to others, and must not bring code along.
    tfjs: { onWarning: warn },
    start: async (step) => ({ seed, ...(await resolveInitialState(step, request, start, job)) }),
    beforeOpening: (step, device) => checkMemory(step, device, batchSize, job),
  });
  if (opened.fallback) warn(opened.fallback);
  const { device, name } = opened.device;
  const stepsPerCall = options.runtime.steps_per_call;
  if (stepsPerCall > opened.stepsPerCall)
    warn(
      t('steps_per_call = {0} has no effect on {1}: each call there is one iteration.', stepsPerCall, name || device),
    );
  return opened;
}

/** Returns the requested number of faces of each side, or the largest that fits into the device's memory. */
export async function chooseBatchSize(
  request: TrainingRequest,
  start: StartingPoint,
  job: JobContext,
): Promise<number> {
  if (!request.largestBatch) return request.batchSize;
  const buildStep = await createStepBuilder(request, start, () => undefined);
  const { report } = await chooseDevice(start.options.runtime.device as 'auto' | Target);
  const batchSize = await findLargestBatch((size) => buildStep(size, report.device), report, 256);
  job.emit({ type: 'log', level: 'info', message: t('The largest batch size that fits is {0}.', batchSize) });
  return batchSize;
}

/** Returns the state from which the session continues: the checkpoint's, or pretrained weights. Whatever is missing is initialized. */
async function resolveInitialState(
  step: TrainingStep,
  request: TrainingRequest,
  { checkpoint, options }: StartingPoint,
  job: JobContext,
): Promise<Partial<SessionState>> {
  const { modelDir, loadWeights, loadLayers = getDefaultLayers(request.trainer, options).loaded } = request;
  if (checkpoint) {
    const message = t('{0} already contains a model. It keeps its own weights; none are loaded.', modelDir);
    if (loadWeights !== undefined) job.emit({ type: 'log', level: 'warning', message });
    return restoreSessionState(step, checkpoint, modelDir);
  }
  if (loadWeights === undefined) return {};
  const parameters = step.state.filter(({ kind }) => kind === 'parameter');
  const names = parameters.map(({ name }) => name);
  const isRequested = loadLayers ? matchLayerPrefixes(loadLayers, names) : () => true;
  const requested = parameters.filter(({ name }) => isRequested(name));
  return { state: await loadPretrainedWeights(loadWeights, requested, job) };
}

/** Devices that multiply float16 faster than float32. */
const devicesWithFastFloat16: ReadonlySet<Target> = new Set(['webgpu', 'cuda', 'directml']);

/**
 * Chooses the precision of a step on a device. It warns when float16 was requested and has no benefit there.
 * @param hasFloat16 resolves to whether the device computes float16 at all
 */
export async function choosePrecision(
  target: Target,
  { global, runtime }: Pick<TrainOptions, 'global' | 'runtime'>,
  warn: (message: string) => void,
  hasFloat16: (target: Target) => Promise<boolean> = supportsFloat16,
): Promise<Precision> {
  const isRequested = runtime.precision === 'fp16' || (runtime.precision === 'auto' && global.mixed_precision);
  if (!isRequested) return 'float32';
  if (devicesWithFastFloat16.has(target) && (await hasFloat16(target))) return 'mixed';
  warn(t('Mixed precision has no benefit on {0}: computing in fp32.', target));
  return 'float32';
}

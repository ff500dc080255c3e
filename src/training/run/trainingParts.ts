import { availableParallelism } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { resolveCacheFolder } from '../../files/userFolders';
import type { TrainOptions } from '../../options/trainOptions';
import { chooseDevice } from '../../runtime/devices/chooseDevice';
import { type OpenedTraining, openTraining } from '../../runtime/openTraining';
import type { Feeds } from '../../runtime/trainingSession';
import { UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import type { Target } from '../../tensor/lowering/target';
import type { TrainingStep } from '../../tensor/trainingStep';
import { type AugmentationAmounts, withoutColor, withoutFlip, withoutWarp } from '../data/augment/augmentation';
import { chooseProcessCount, type FaceLoader, openFaceLoader } from '../data/faceLoader';
import type { FaceBatch } from '../data/loaderProtocol';
import { openTrunks } from '../losses';
import { models } from '../models';
import type { ChosenLayers } from '../models/model';
import { geometryOf } from '../models/modelGeometry';
import { openTimelapse } from '../preview/timelapse';
import { openTrainingPreview } from '../preview/trainingPreview';
import { buildModelStep } from '../step/modelStep';
import { openLossLog } from '../store/lossLog';
import { createModelCardObserver } from '../store/modelCard';
import type { FacesetPair } from '../store/modelState';
import { restoreSessionState, type SessionState } from '../store/sessionState';
import { openTensorBoardLog } from '../store/tensorBoardLog';
import type { TrainingObserver } from '../store/trainingObserver';
import { matchLayerPrefixes } from './layerNames';
import { choosePrecision } from './precision';
import { loadPretrainedWeights } from './pretrainedWeights';
import { createSnapshotObserver } from './snapshots';
import type { NanGuard } from './stability/nanGuard';
import { StabilityMonitor } from './stability/stability';
import type { StartingPoint } from './startingPoint';
import { checkMemory, findLargestBatch } from './trainingMemory';
import type { TrainingRequest } from './trainingRequest';

// The parts of a training, each made from what was asked and from where the model stands.

export function openLoader(request: TrainingRequest, start: StartingPoint, job: JobContext): Promise<FaceLoader> {
  const { num_processes: asked, pre_fetch: prefetch } = start.options['trainer.loader'];
  return openFaceLoader({
    folderA: request.folderA,
    folderB: request.folderB,
    batchSize: request.batchSize,
    geometry: geometryOf(start.model, start.options),
    augmentation: resolveAugmentationAmounts(start.options['trainer.augmentation'], request),
    seed: start.seed,
    startIteration: start.iterations,
    processes: chooseProcessCount(asked, availableParallelism()),
    prefetch,
    onWarning: (message) => job.emit({ type: 'log', level: 'warning', message }),
    sampleFolder: join(resolveCacheFolder(), 'samples'),
    loaderModule: request.loaderModule,
  });
}

/** What is trained on, as the model's state notes it. */
export function describeFacesets(
  { folderA, folderB, consentA, consentB }: TrainingRequest,
  { faceCount }: FaceLoader,
): FacesetPair {
  const faceset = (folder: string, count: number, consent: string | undefined) => ({
    name: basename(resolve(folder)),
    count,
    ...(consent !== undefined && { consent }),
  });
  return { a: faceset(folderA, faceCount.a, consentA), b: faceset(folderB, faceCount.b, consentB) };
}

function resolveAugmentationAmounts(
  options: TrainOptions['trainer.augmentation'],
  { noWarp, noFlip, noAugmentColor, warpToLandmarks = false }: TrainingRequest,
): Partial<AugmentationAmounts> {
  return {
    zoomAmount: options.zoom_amount,
    rotationRange: options.rotation_range,
    shiftRange: options.shift_range,
    flipChance: options.flip_chance,
    colorLightness: options.color_lightness,
    colorAb: options.color_ab,
    claheChance: options.color_clahe_chance,
    claheMaxSize: options.color_clahe_max_size,
    warpToLandmarks,
    ...(noWarp && withoutWarp),
    ...(noFlip && withoutFlip),
    ...(noAugmentColor && withoutColor),
  };
}

/** Builds steps for a number of faces a side, lowered for a device. */
type StepBuilder = (batchSize: number, target: Target) => Promise<TrainingStep>;

function getDefaultLayers({ trainer }: TrainingRequest, options: TrainOptions): ChosenLayers {
  return models[trainer].usualLayers?.(options) ?? { frozen: ['encoder'] };
}

async function createStepBuilder(
  request: TrainingRequest,
  { model, options }: StartingPoint,
  warn: (message: string) => void,
): Promise<StepBuilder> {
  const trunks = await openTrunks(options['global.loss'], warn);
  const frozenLayers = request.frozenLayers ?? (request.freezeWeights ? getDefaultLayers(request, options).frozen : []);
  const frozen = (names: readonly string[]) => {
    const isFrozen = matchLayerPrefixes(frozenLayers, names);
    if (names.every(isFrozen)) throw new UserError(t('All layers are frozen. Leave at least one layer unfrozen.'));
    return isFrozen;
  };
  return async (batchSize, target) =>
    buildModelStep(model, options, {
      batchSize,
      trunks,
      selectFrozen: frozen,
      target,
      precision: await choosePrecision(target, options, warn),
    });
}

export async function openModelSession(
  request: TrainingRequest,
  start: StartingPoint,
  job: JobContext,
): Promise<OpenedTraining> {
  const { batchSize, threads } = request;
  const { options, seed } = start;
  const warn = (message: string) => job.emit({ type: 'log', level: 'warning', message });
  const makeStep = await createStepBuilder(request, start, warn);
  const opened = await openTraining((target) => makeStep(batchSize, target), {
    runtime: options.runtime,
    threads,
    // Not the model's own folder: models are passed on, and none is to bring code along.
    tfjs: { folders: [dirname(resolve(request.modelDir))], onWarning: warn },
    start: async (step) => ({ seed, ...(await resolveInitialState(step, request, start, job)) }),
    beforeOpening: (step, device) => checkMemory(step, device, batchSize, job),
  });
  if (opened.fallback) warn(opened.fallback);
  const { device, name } = opened.device;
  const asked = options.runtime.steps_per_call;
  if (asked > opened.stepsPerCall)
    warn(t('steps_per_call = {0} has no effect on {1}: each call there is one iteration.', asked, name || device));
  return opened;
}

/** The faces a side that are asked for, or the most that the device has room for. */
export async function chooseBatchSize(
  request: TrainingRequest,
  start: StartingPoint,
  job: JobContext,
): Promise<number> {
  if (!request.largestBatch) return request.batchSize;
  const makeStep = await createStepBuilder(request, start, () => undefined);
  const { report } = await chooseDevice(start.options.runtime.device as 'auto' | Target);
  const batchSize = await findLargestBatch((size) => makeStep(size, report.device), report, 256);
  job.emit({ type: 'log', level: 'info', message: t('The largest batch that fits is {0}.', batchSize) });
  return batchSize;
}

export function createStabilityMonitor(
  { warmUp = 0 }: TrainingRequest,
  { options }: StartingPoint,
  { guard, foundRate }: { readonly guard: NanGuard; readonly foundRate: number | undefined },
  { source: { usesLossScale = false } }: TrainingStep,
  job: JobContext,
): StabilityMonitor {
  const learningRate = foundRate ?? options['global.optimizer'].learning_rate;
  const watched = options.global.nan_protection ? { guard } : {};
  return new StabilityMonitor({ learningRate, warmUp, usesLossScale, ...watched }, job);
}

/** What the session goes on from: the checkpoint, else weights that were trained elsewhere; what is missing is new. */
async function resolveInitialState(
  step: TrainingStep,
  request: TrainingRequest,
  { checkpoint, options }: StartingPoint,
  job: JobContext,
): Promise<Partial<SessionState>> {
  const { modelDir, loadWeights, loadLayers = getDefaultLayers(request, options).loaded } = request;
  if (checkpoint) {
    const message = t('{0} already contains a model. It keeps its own weights; none are loaded.', modelDir);
    if (loadWeights !== undefined) job.emit({ type: 'log', level: 'warning', message });
    return restoreSessionState(step, checkpoint, modelDir);
  }
  if (loadWeights === undefined) return {};
  const parameters = step.state.filter(({ kind }) => kind === 'parameter');
  const names = parameters.map(({ name }) => name);
  const isWanted = loadLayers ? matchLayerPrefixes(loadLayers, names) : () => true;
  const wanted = parameters.filter(({ name }) => isWanted(name));
  return { state: await loadPretrainedWeights(loadWeights, wanted, job) };
}

/** Logs and pictures. Those that can refuse what they were given come before those that write. */
export async function openObservers(
  request: TrainingRequest,
  start: StartingPoint,
  job: JobContext,
): Promise<TrainingObserver[]> {
  const { modelDir, folderA, folderB, timelapse, threads, noLogs, snapshotInterval } = request;
  const { model, options } = start;
  const artist = { model, geometry: geometryOf(model, options), options: options['trainer.augmentation'], threads };
  const shown = { modelDir, folders: { a: folderA, b: folderB }, iteration: start.iterations };
  const preview = await openTrainingPreview({ ...artist, ...shown }, job);
  const pictures = timelapse
    ? [await openTimelapse({ ...artist, ...timelapse, folders: { a: timelapse.folderA, b: timelapse.folderB } })]
    : [];
  return [
    preview,
    ...pictures,
    ...(noLogs ? [] : [await openLossLog(modelDir, start.iterations), openTensorBoardLog(modelDir, start.sessionId)]),
    createModelCardObserver(modelDir, model),
    // Last, to find the logs and the card as they are at the save.
    createSnapshotObserver(modelDir, snapshotInterval, job),
  ];
}

export function toFeeds({ a, b }: FaceBatch): Feeds {
  return {
    input_a: a.input,
    input_b: b.input,
    target_a: a.target,
    target_b: b.target,
    masks_a: a.masks,
    masks_b: b.masks,
  };
}

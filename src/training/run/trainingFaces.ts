import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { resolveCacheFolder } from '../../files/userFolders';
import type { Feeds } from '../../runtime/trainingSession';
import { UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { type AugmentationAmounts, withoutColor, withoutFlip, withoutWarp } from '../data/augment/augmentation';
import { chooseProcessCount, type FaceLoader, openFaceLoader } from '../data/faceLoader';
import type { HeldOutRecord } from '../data/heldOutRecord';
import type { FaceBatch } from '../data/loaderProtocol';
import type { Side } from '../models/model';
import { getCropGeometry } from '../models/modelGeometry';
import type { TrainOptions } from '../settings/trainOptions';
import type { FacesetPair } from '../store/modelState';
import type { StartingPoint } from './startingPoint';
import type { TrainingRequest } from './trainingRequest';

/** Opens the loader of the faces that a training needs, from its first iteration on. */
export function openLoader(request: TrainingRequest, start: StartingPoint, job: JobContext): Promise<FaceLoader> {
  const { num_processes: processes, pre_fetch: prefetch } = start.options['trainer.loader'];
  return openFaceLoader({
    folderA: request.folderA,
    folderB: request.folderB,
    batchSize: request.batchSize,
    geometry: getCropGeometry(start.model, start.options),
    augmentation: resolveAugmentationAmounts(start.options['trainer.augmentation'], request),
    seed: start.seed,
    startIteration: start.iterations,
    processes: chooseProcessCount(processes, availableParallelism()),
    prefetch,
    holdOut: { percent: request.holdOut, earlier: start.checkpoint?.state.held_out },
    onWarning: (message) => job.emit({ type: 'log', level: 'warning', message }),
    sampleFolder: join(resolveCacheFolder(), 'samples'),
    loaderModule: request.loaderModule,
  });
}

/** Describes the faces of a training for the model's state. */
export function describeFacesets(
  { folderA, folderB, consentA, consentB }: TrainingRequest,
  { faceCount, figures, divided }: FaceLoader,
): FacesetPair {
  const describe = (side: Side, folder: string, consent: string | undefined) => ({
    name: basename(resolve(folder)),
    count: faceCount[side],
    ...(divided[side].heldOut.length > 0 && { held_out: divided[side].heldOut.length }),
    fingerprint: figures[side].fingerprint,
    ...(consent !== undefined && { consent }),
  });
  return { a: describe('a', folderA, consentA), b: describe('b', folderB, consentB) };
}

/** Returns what a model's state keeps of the held-out faces; undefined where there are none. */
export function describeHeldOut({ holdOut }: TrainingRequest, { divided }: FaceLoader): HeldOutRecord | undefined {
  const { a, b } = divided;
  return a.heldOut.length > 0 ? { percent: holdOut, a: a.stretches, b: b.stretches } : undefined;
}

/** Says how many faces are held out, or why none are. */
export function tellHeldOut(
  { holdOut, stopWhenFlat }: TrainingRequest,
  { divided }: FaceLoader,
  job: JobContext,
): void {
  const [a, b] = [divided.a.heldOut.length, divided.b.heldOut.length];
  if (a === 0 && stopWhenFlat)
    throw new UserError(
      t(
        '--stop-when-flat measures faces that are held out, and A has too few faces for that: it needs 72 or more. Add faces, or train without this option.',
      ),
    );
  if (holdOut === 0) return;
  const message =
    a > 0
      ? t('Not trained on, but used to measure the model: {0} faces of A and {1} of B.', a, b)
      : t('A has too few faces to hold some out, so the model is not measured while it trains.');
  job.emit({ type: 'log', level: 'info', message, isAboutStart: true });
}

/** Takes the amounts from the model's options, and leaves out what the request switches off. */
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

/** Creates the feeds: names the arrays of a batch like the inputs of the training step. */
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

import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { resolveCacheFolder } from '../../files/userFolders';
import type { Feeds } from '../../runtime/trainingSession';
import type { JobContext } from '../../shared/jobEvents';
import { type AugmentationAmounts, withoutColor, withoutFlip, withoutWarp } from '../data/augment/augmentation';
import { chooseProcessCount, type FaceLoader, openFaceLoader } from '../data/faceLoader';
import type { FaceBatch } from '../data/loaderProtocol';
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
    onWarning: (message) => job.emit({ type: 'log', level: 'warning', message }),
    sampleFolder: join(resolveCacheFolder(), 'samples'),
    loaderModule: request.loaderModule,
  });
}

/** Describes the faces of a training for the model's state. */
export function describeFacesets(
  { folderA, folderB, consentA, consentB }: TrainingRequest,
  { faceCount, figures }: FaceLoader,
): FacesetPair {
  const describe = (folder: string, count: number, fingerprint: readonly number[], consent: string | undefined) => ({
    name: basename(resolve(folder)),
    count,
    fingerprint,
    ...(consent !== undefined && { consent }),
  });
  return {
    a: describe(folderA, faceCount.a, figures.a.fingerprint, consentA),
    b: describe(folderB, faceCount.b, figures.b.fingerprint, consentB),
  };
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

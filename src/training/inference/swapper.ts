import { buildInference } from '../../tensor/inferenceModel';
import { countElements } from '../../tensor/shapes';
import { type CropGeometry, type DrawnMaskType, isStoredMask } from '../data/cropGeometry';
import { buildSwapGraph } from '../models/inferenceGraphs';
import type { Model } from '../models/model';
import { geometryOf } from '../models/modelGeometry';
import { createForeignWeightsError } from '../store/sessionState';
import { openTrainedModel } from '../store/trainedModel';
import { BatchSwapper, type SwappedFace } from './swapBatches';

export interface SwapperOptions {
  /** Draw faces of B in the likeness of A, instead of A's in that of B. */
  readonly swap?: boolean;
  /** Threads; all cores when absent. */
  readonly threads?: number | undefined;
}

/** A trained model at work: faces of one person in, the other's likeness out. Its geometry is that of its training. */
export interface Swapper extends Omit<CropGeometry, 'maskType'> {
  /** Faces are swapped by masks drawn from landmarks: a model trained with a stored mask is swapped with `extended`. */
  readonly maskType: DrawnMaskType;
  readonly trainer: string;
  /** Iterations the model has had. */
  readonly iterations: number;
  /** Faces that the user wants to go through together. */
  readonly batchSize: number;
  /** RGB bytes [inputSize, inputSize, 3] each, to RGB bytes [outputSize, outputSize, 3] each. */
  swap(faces: readonly Uint8Array[]): Promise<Uint8Array[]>;
  /** Whether the model has learnt to draw masks too (`learn_mask`), which {@link swapWithMasks} needs. */
  readonly predictsMasks: boolean;
  /** The same with the mask that the model draws for each face. */
  swapWithMasks(faces: readonly Uint8Array[]): Promise<SwappedFace[]>;
  release(): Promise<void>;
}

/** @throws UserError when the folder has no model, or a damaged one */
export async function openSwapper(modelDir: string, { swap = false, threads }: SwapperOptions = {}): Promise<Swapper> {
  const { trainer, model, options, checkpoint } = await openTrainedModel(modelDir);
  const { state, weights } = checkpoint;
  const arrays = new Map([...weights].map(([name, { data }]) => [name, data]));
  const predictsMasks = options['global.loss'].learn_mask;
  requireWeights(model, predictsMasks, arrays, modelDir);
  const setup = {
    model,
    side: swap ? 'a' : 'b',
    weights: arrays,
    maxBatchSize: options.global.convert_batchsize,
    threads,
  } as const;
  const [plain, masked] = [
    new BatchSwapper({ ...setup, withMasks: false }),
    new BatchSwapper({ ...setup, withMasks: true }),
  ];
  const geometry = geometryOf(model, options);
  return {
    ...geometry,
    maskType: isStoredMask(geometry.maskType) ? 'extended' : geometry.maskType,
    trainer,
    iterations: state.iterations,
    batchSize: options.global.convert_batchsize,
    swap: async (faces) => (await plain.swap(faces)).map(({ face }) => face),
    predictsMasks,
    swapWithMasks: (faces) => masked.swap(faces),
    async release() {
      await plain.release();
      await masked.release();
    },
  };
}

function requireWeights(
  model: Model,
  withMasks: boolean,
  weights: ReadonlyMap<string, Float32Array>,
  modelDir: string,
): void {
  for (const side of ['a', 'b'] as const) {
    const { swapped, mask } = buildSwapGraph(model, side, 1);
    const { parameters } = buildInference(withMasks ? { swapped, mask } : { swapped });
    for (const [name, { shape }] of Object.entries(parameters))
      if (weights.get(name)?.length !== countElements(shape)) throw createForeignWeightsError(modelDir, name);
  }
}

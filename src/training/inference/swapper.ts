import type { BuiltInMaskName } from '../../faces/masks/masks';
import { isStoredMask } from '../../faces/masks/masks';
import { buildInference } from '../../tensor/inferenceModel';
import { countElements } from '../../tensor/shapes';
import type { CropGeometry } from '../data/cropGeometry';
import { buildSwapGraph } from '../models/inferenceGraphs';
import type { Model } from '../models/model';
import { getCropGeometry } from '../models/modelGeometry';
import { createForeignWeightsError } from '../store/sessionState';
import { openTrainedModel } from '../store/trainedModel';
import { BatchSwapper, type SwappedFace } from './batchSwapper';

export interface SwapperOptions {
  /** Turn faces of B into A, instead of A into B. */
  readonly swap?: boolean;
  /** Number of threads; all cores when absent. */
  readonly threads?: number | undefined;
}

/** Swaps faces with a trained model, with the geometry of its training. */
export interface Swapper extends Omit<CropGeometry, 'maskType'> {
  /** Mask drawn from landmarks. For a model trained with a stored mask it is `extended`. */
  readonly maskType: BuiltInMaskName;
  readonly trainer: string;
  /** Iterations of the model. */
  readonly iterations: number;
  /** Number of faces that go through the network together. */
  readonly batchSize: number;
  /** Swaps faces: RGB bytes [inputSize, inputSize, 3] each, to RGB bytes [outputSize, outputSize, 3] each. */
  swap(faces: readonly Uint8Array[]): Promise<Uint8Array[]>;
  /** Whether the model also predicts masks (`learn_mask`), which {@link swapWithMasks} needs. */
  readonly predictsMasks: boolean;
  /** Swaps faces, and also returns the mask that the model predicts for each. */
  swapWithMasks(faces: readonly Uint8Array[]): Promise<SwappedFace[]>;
  release(): Promise<void>;
}

/** Opens the model in a folder for swapping. @throws UserError when the folder has no model, or a damaged one */
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
  const geometry = getCropGeometry(model, options);
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

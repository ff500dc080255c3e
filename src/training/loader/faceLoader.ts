import type { AugmentationSwitches, CropGeometry, FaceBatch } from './faceBatch';

export interface FaceLoaderOptions {
  /** Training folder of each person: PNG faces with faceswap's header. */
  readonly folderA: string;
  readonly folderB: string;
  /** Faces per side. */
  readonly batchSize: number;
  readonly geometry: CropGeometry;
  readonly augmentation?: AugmentationSwitches;
  readonly seed: number;
  /** The first iteration to deliver: where a resumed training goes on. */
  readonly startIteration?: number;
  /** Loader processes; does not change the batches. */
  readonly processes?: number;
  /** Most bytes of decoded faces kept, all processes together. */
  readonly cacheBytes?: number;
  /** The built loader process; by default `loader.mjs` beside the running bundle. */
  readonly loaderModule?: string;
  /** Told once for each face that cannot be read and was left out. */
  readonly onWarning?: (message: string) => void;
}

export interface FaceLoader {
  /** Number of faces found on each side. */
  readonly faceCount: { readonly a: number; readonly b: number };
  /** The batch of the next iteration; rejects when a loader process died. */
  next(): Promise<FaceBatch>;
  close(): Promise<void>;
}

/**
 * Starts the processes that read, cut and augment faces ahead of the training step.
 * @throws UserError when a folder is missing, has no faces, or holds files without faceswap's header.
 */
export declare function openFaceLoader(options: FaceLoaderOptions): Promise<FaceLoader>;

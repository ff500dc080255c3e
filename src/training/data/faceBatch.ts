import type { Centering } from '../../faces/alignment';
import type { MaskRefinement } from './maskRefinement';
import type { StoredMaskType } from './storedMasks';

/** A mask that is always at hand: hulls of the landmarks, with brows lifted (`extended`), or everything. */
export type DrawnMaskType = 'components' | 'extended' | 'none';

/** Which region of a face the loss looks at. */
export type MaskType = DrawnMaskType | StoredMaskType;

/** How a model sees a face: what is fixed once the model exists, but for the refinement of masks. */
export interface CropGeometry {
  /** Edge of what the encoder reads, pixels. */
  readonly inputSize: number;
  /** Edge of what a decoder makes, pixels. */
  readonly outputSize: number;
  readonly centering: Centering;
  /** Share of the centring's square that is trained, (0, 1]. */
  readonly coverage: number;
  /** Shift of the crop as a share of its centring's face core; positive moves it up. */
  readonly verticalOffset: number;
  readonly maskType: MaskType;
  /** None when absent. */
  readonly maskRefinement?: MaskRefinement | undefined;
}

/** Edge of the pictures that are augmented, pixels: the larger of input and output. */
export function sampleSize({ inputSize, outputSize }: Pick<CropGeometry, 'inputSize' | 'outputSize'>): number {
  return Math.max(inputSize, outputSize);
}

/** N faces of one person, uint8, RGB, HWC. */
export interface FaceSet {
  /** What the encoder reads, warped: [N, inputSize, inputSize, 3]. */
  readonly input: Uint8Array;
  /** What the decoder shall make of it: [N, outputSize, outputSize, 3]. */
  readonly target: Uint8Array;
  /** Weights of the loss, 0..255, channels face, eyes, mouth: [N, outputSize, outputSize, 3]. */
  readonly masks: Uint8Array;
}

/** What one training step eats. */
export interface FaceBatch {
  /** From 0; the batch of an iteration depends on the seed, the iteration and the lists of files only. */
  readonly iteration: number;
  readonly a: FaceSet;
  readonly b: FaceSet;
}

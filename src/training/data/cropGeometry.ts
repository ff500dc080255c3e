import type { Centering } from '../../faces/alignment';
import type { TrainingMaskName } from '../../faces/masks/masks';

/** How a stored mask is refined before it is cut to the face. A drawn mask is only dilated. */
export interface MaskRefinement {
  /** Grows the mask by a disc whose diameter is this many percent of the mask's edge; a negative value shrinks it. */
  readonly dilationPercent: number;
  /** Kernel of the Gaussian blur in pixels, for a mask of 128 pixels; scaled for other sizes. 0 for no blur. */
  readonly blurKernel: number;
  /** Mask values within this many percent of 0 or 255 snap to it. */
  readonly thresholdPercent: number;
}

export const noMaskRefinement: MaskRefinement = { dilationPercent: 0, blurKernel: 0, thresholdPercent: 0 };

/** How a model sees a face. All of it is fixed once the model exists, except for the refinement of masks. */
export interface CropGeometry {
  /** Edge of the encoder's input, pixels. */
  readonly inputSize: number;
  /** Edge of a decoder's output, pixels. */
  readonly outputSize: number;
  readonly centering: Centering;
  /** Share of the square of this centering that is trained, (0, 1]. */
  readonly coverage: number;
  /** Shift of the crop as a share of the edge of its centering's core square; a positive value moves it up. */
  readonly verticalOffset: number;
  readonly maskType: TrainingMaskName;
  /** No refinement when absent. */
  readonly maskRefinement?: MaskRefinement | undefined;
}

/** The part of the geometry that decides where the crop lies. */
export type CropFraming = Pick<CropGeometry, 'centering' | 'coverage' | 'verticalOffset'>;

/** Returns the edge, in pixels, of the images that are augmented: the larger of input and output. */
export function computeSampleSize({ inputSize, outputSize }: Pick<CropGeometry, 'inputSize' | 'outputSize'>): number {
  return Math.max(inputSize, outputSize);
}

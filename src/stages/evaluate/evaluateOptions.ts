import type { ColorMethodName } from '../../conversion/color/colorMethods';
import type { FaceSwapper } from '../../conversion/faceSwapper';
import type { PixelRangeName } from '../../evaluation/pixelRanges';

/** Frames that are measured when nothing is said: more change the figures little. */
export const usualSample = 250;

export interface EvaluateOptions {
  /** The source: a video, or a folder of images. */
  readonly input: string;
  readonly alignments: string;
  /** The result of a conversion; when absent, the faces are swapped with the model. */
  readonly result?: string;
  readonly modelDir?: string;
  readonly facesA: string;
  readonly facesB: string;
  /** The JSON file for the values of every frame. */
  readonly output?: string;
  /** The page to write. */
  readonly page?: string;
  /** Every so many frames are measured, instead of a sample. */
  readonly every?: number;
  /** So many frames are measured, evenly spread; all for 0. */
  readonly sampleFrames?: number;
  readonly ceilingFrames?: number;
  readonly identityNetwork?: string;
  readonly identityPixels?: PixelRangeName;
  readonly acceptMismatch?: boolean;
  readonly swapModel?: boolean;
  readonly maskType?: 'auto' | FaceSwapper['maskType'];
  readonly colorAdjustment?: ColorMethodName;
  readonly config?: string;
}

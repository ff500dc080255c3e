import type { PythonDict } from './pythonValue';

/** One detected face of a frame, as alignments files and face PNGs hold it (faceswap's format, version 2.4). */
export interface FaceRecord {
  /** The detector's box in frame pixels, whole numbers; may reach beyond the frame. */
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** [68][2] in frame pixels (98 or 4 points are legal too). */
  readonly landmarks: readonly (readonly number[])[];
  /** Masks by name: `unet-dfl`, `bisenet-fp_face`, … */
  readonly mask: Readonly<Record<string, StoredMask>>;
  /** Identity vectors by the network that made them: `vggface2`, `face_api_128`, … */
  readonly identity: Readonly<Record<string, readonly number[]>>;
  /** A JPEG of the 96-px head crop; only in alignments files. */
  readonly thumb?: Uint8Array;
  /** Keys that this program does not know, kept for the next writer. */
  readonly extra?: PythonDict;
}

export interface StoredMask {
  /** zlib of uint8 [storedSize, storedSize]. */
  readonly mask: Uint8Array;
  /** Rows of the matrix that maps mask pixels to frame pixels: 3x3, in old files 2x3. */
  readonly affineMatrix: readonly (readonly number[])[];
  /** OpenCV's interpolation flag for going back to the frame. */
  readonly interpolator: number;
  readonly storedSize: number;
  readonly storedCentering: string;
}

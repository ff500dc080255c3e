import type { ConversionMaskName } from '../faces/masks/masks';
import type { Framing } from './faceCrop';

/** The output of a model for one face, pixels row-major. */
export interface PaintedFace {
  /** RGB, outputSize². */
  readonly face: Uint8Array;
  /** 255 where it shall show, outputSize². */
  readonly mask: Uint8Array;
}

/** The part of a trained model that conversion needs. */
export interface FaceSwapper extends Framing {
  /** Edges of its pictures in pixels. */
  readonly inputSize: number;
  readonly outputSize: number;
  /** The mask it was trained with; `none` shows the whole patch, `predicted` is drawn by `swapWithMasks`. */
  readonly maskType: ConversionMaskName;
  /** @param faces RGB, inputSize² each. @returns RGB, outputSize² each, in the same order. */
  swap(faces: readonly Uint8Array[]): Promise<readonly Uint8Array[]>;
  /** Swaps faces like `swap` and also returns the masks that the model predicts. */
  swapWithMasks?(faces: readonly Uint8Array[]): Promise<readonly PaintedFace[]>;
  release(): Promise<void>;
}

import type { Framing } from './faceCrop';

/** What conversion needs of a trained model. */
export interface FaceSwapper extends Framing {
  /** Edges of its pictures in pixels. */
  readonly inputSize: number;
  readonly outputSize: number;
  /** The mask it was trained with; `none` shows the whole patch. */
  readonly maskType: 'components' | 'extended' | 'none';
  /** @param faces RGB, inputSize² each. @returns RGB, outputSize² each, in the same order. */
  swap(faces: readonly Uint8Array[]): Promise<readonly Uint8Array[]>;
  release(): Promise<void>;
}

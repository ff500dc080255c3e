import type { OnnxBuilder, OnnxValue } from '../../tensor/onnx/builder';

/** The numbers of `[scaling.sharpen]` in convert.ini. */
export interface SharpenSettings {
  /** Percent, 100..500. */
  readonly amount: number;
  /** Percent of the frame's width. */
  readonly radius: number;
  /** The least difference of two pixels, of 255, that counts as detail. */
  readonly threshold: number;
}

/** A way to sharpen swapped faces: the choices of `method` in convert.ini, their help and the docs follow from its record. */
export interface Sharpener {
  /** As `method` takes it. */
  readonly name: string;
  /** A sentence in English that says what the sharpener does. */
  readonly help: string;
  /** The keys of `[scaling.sharpen]` that it reads. */
  readonly uses: readonly (keyof SharpenSettings)[];
  /**
   * Adds the sharpening to a graph: `face` is float32 [size, size, 3], 0..255, and so is the result. Absent: the method is
   * not available yet; asking for it is accepted and reported.
   */
  readonly sharpen?: (builder: OnnxBuilder, face: OnnxValue, settings: SharpenSettings) => OnnxValue;
}

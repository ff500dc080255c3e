import type { IniSection } from '../../options/option';
import type { OnnxBuilder, OnnxValue } from '../../tensor/onnx/builder';
import type { MethodValues } from '../methodValues';

/** The input of a color method for one face. */
export interface ColorInput {
  /** The swapped face, float32 [size, size, 3], RGB 0..255. */
  readonly face: OnnxValue;
  /** The face in the frame, likewise: the colors to match. */
  readonly reference: OnnxValue;
  /** The mask, float32 [size, size, 1], 0..1; zero where the reference shows nothing. */
  readonly weight: OnnxValue;
}

/** A way to match the colors of a swapped face to those of the frame: choices of commands and docs follow from its record. */
export interface ColorMethod {
  /** As `--color-adjustment` of convert takes it. */
  readonly name: string;
  /** A sentence in English that says what the method does. */
  readonly help: string;
  /** The section of convert.ini, without `color.` before its name, with the options of the method. */
  readonly section?: string;
  readonly options?: IniSection;
  /**
   * Adds the method to a graph, and returns the face with its new colors, float32 [size, size, 3], 0..255. Absent: the
   * method is not available yet; its options are accepted and reported.
   */
  readonly adjust?: (builder: OnnxBuilder, input: ColorInput, values: MethodValues) => OnnxValue;
}

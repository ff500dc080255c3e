import type { SomeTrainOptions, TrainOptions } from '../../options/trainOptions';
import type { Value } from '../../tensor/graph';

export type Side = 'a' | 'b';

/** A network with one encoder for both people and a way back to the face of each. Faces are BGR, 0..1. */
export interface Model {
  /** Edge of the faces that go in and of those that come out, pixels. */
  readonly inputSize: number;
  readonly outputSize: number;
  /** [N, inputSize, inputSize, 3] to whatever {@link decode} takes: what both sides share; the first axis stays that of the faces. */
  encode(faces: Value): Value;
  /**
   * The code of faces to pictures in the likeness of one side, [N, edge, edge, 3] each. Mostly there is one; the last is
   * the face itself, of outputSize, and those before it are smaller ones that are trained with it: outputSize must be a
   * multiple of their edges.
   */
  decode(code: Value, side: Side): readonly Value[];
  /** The same code to the mask of that face, [N, outputSize, outputSize, 1], 0..1: a branch of its own for `learn_mask`. */
  decodeMask(code: Value, side: Side): Value;
}

/** The picture that a model is for, in the likeness of one side: [N, outputSize, outputSize, 3]. */
export function decodedFace(model: Model, code: Value, side: Side): Value {
  return model.decode(code, side).at(-1)!;
}

/** Beginnings of the names of layers. */
export interface ChosenLayers {
  readonly frozen: readonly string[];
  /** All when absent. */
  readonly loaded?: readonly string[];
}

/** A model that can be chosen. */
export interface ModelDefinition {
  /** Values that suit this model better than the options' defaults; what the ini says goes before. */
  readonly preferences?: SomeTrainOptions;
  /** What `--freeze-weights` and `--load-weights` are for where nothing else is said; absent: the encoder, and all. */
  usualLayers?(options: TrainOptions): ChosenLayers;
  create(options: TrainOptions): Model;
}

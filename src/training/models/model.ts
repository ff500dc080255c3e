import type { SomeTrainOptions, TrainOptions } from '../../options/trainOptions';
import type { Value } from '../../tensor/graph';

export type Side = 'a' | 'b';

/** A network with one encoder for both people and a way back to the face of each. Faces are BGR, 0..1. */
export interface Model {
  /** Edge of the faces that go in and of those that come out, pixels. */
  readonly inputSize: number;
  readonly outputSize: number;
  /** [N, inputSize, inputSize, 3] to whatever {@link decode} takes; the first axis stays that of the faces. */
  encode(faces: Value): Value;
  /** The code of faces to [N, outputSize, outputSize, 3], in the likeness of one side. */
  decode(code: Value, side: Side): Value;
  /** The same code to the mask of that face, [N, outputSize, outputSize, 1], 0..1: a branch of its own for `learn_mask`. */
  decodeMask(code: Value, side: Side): Value;
}

/** A model that can be chosen. */
export interface ModelDefinition {
  /** Values that suit this model better than the options' defaults; what the ini says goes before. */
  readonly preferences?: SomeTrainOptions;
  create(options: TrainOptions): Model;
}

import type { IniSection, SectionValues, SomeIniValues } from '../../options/option';
import type { Value } from '../../tensor/graph';
import type { CommonTrainTable } from '../hyperparameters/commonOptions';
import type { LayerOptions } from './layers/blocks';

export type Side = 'a' | 'b';

/** A network with one encoder for both people and a way back to the face of each. Faces are BGR, 0..1. */
export interface Model {
  /** Edge of the faces that go in and of those that come out, pixels. */
  readonly inputSize: number;
  readonly outputSize: number;
  /** Encodes faces [N, inputSize, inputSize, 3] to the code that {@link decode} takes; both sides share it. Its first axis is that of the faces. */
  encode(faces: Value): Value;
  /**
   * Decodes the code of faces to pictures in the likeness of one side, [N, edge, edge, 3] each. Mostly there is one; the last is
   * the face itself, of outputSize, and those before it are smaller ones that are trained with it: outputSize must be a
   * multiple of their edges.
   */
  decode(code: Value, side: Side): readonly Value[];
  /** Decodes the same code to the mask of that face, [N, outputSize, outputSize, 1], 0..1, with a separate branch for `learn_mask`. */
  decodeMask(code: Value, side: Side): Value;
}

/** Returns the picture that a model is for, in the likeness of one side: [N, outputSize, outputSize, 3]. */
export function decodeFace(model: Model, code: Value, side: Side): Value {
  return model.decode(code, side).at(-1)!;
}

/** Beginnings of the names of layers. */
export interface DefaultLayers {
  readonly frozen: readonly string[];
  /** All when absent. */
  readonly loaded?: readonly string[];
}

/** The options of a model without its own options. */
type NoOptions = Readonly<Record<never, never>>;

/**
 * A kind of model. `--trainer`, the section `[model.<name>]` of train.ini, the docs and the list that users choose from
 * follow from its record.
 */
export interface ModelDefinition<Options extends IniSection = NoOptions> {
  /** As `--trainer` takes it and the names of stored files have it. */
  readonly name: string;
  /** A line in English that says what the model is good for. */
  readonly summary: string;
  /** The memory of the GPU that training needs, GB at the usual batch size; absent where it trains without a GPU. */
  readonly gpuMemoryGb?: number;
  /** Whether it is the one to begin with, on machines for which no other such model is larger. */
  readonly isRecommended?: true;
  /** Faces of each side that two cores train in a second (docs/models.md): for an estimate before the first measurement. */
  readonly facesPerSecond?: number;
  /** The section `[model.<name>]` of train.ini. */
  readonly options?: Options;
  /** Further keys of that section that faceswap's files may set and nothing here reads yet. */
  readonly unusedOptions?: IniSection;
  /** Values that suit this model better than the options' defaults; what the ini file says goes before. */
  readonly preferences?: SomeIniValues<CommonTrainTable>;
  /** Returns what `--freeze-weights` and `--load-weights` are for where nothing else is said; absent: the encoder, and all. */
  getDefaultLayers?(options: SectionValues<Options>): DefaultLayers;
  /** Loads the network, which is large: lists of models load quickly without it. */
  loadNetwork(): Promise<NetworkModule<Options>>;
}

/** The exports of the file `network.ts` of a model. */
export interface NetworkModule<Options extends IniSection = NoOptions> {
  /** Builds the network. @throws UserError when the options do not go together */
  createNetwork(layerOptions: LayerOptions, options: SectionValues<Options>): Model;
}

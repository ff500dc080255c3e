import { Graph, type Value } from '../../tensor/graph';
import { add, fromChannelPlanes, multiply, separable, subtract, toChannelPlanes } from '../../tensor/ops';
import type { CropGeometry } from '../data/cropGeometry';
import { decodedFace, type Model, type Side } from '../models/model';
import { computeWholeFaceFraming, type ImageMap } from './wholeFaceFraming';

/** The tensors of a .dfm file, in the order of DeepFaceLab's `exportdfm`, which readers go by. */
export type DfmOutputs = Readonly<Record<'out_face_mask:0' | 'out_celeb_face:0' | 'out_celeb_face_mask:0', Value>>;

export interface DfmGraph {
  readonly outputs: DfmOutputs;
  /** Edge of its pictures. */
  readonly size: number;
  /** Whether the model was trained to see more than it is shown. */
  readonly reachesBeyond: boolean;
}

/**
 * A model as a .dfm file has it: input `in_face:0`, a whole face, BGR, 0..1, float32 [1, size, size, 3]; outputs of that
 * size the mask of that face, the face in the likeness of `side`, and its mask. The model's own crop is cut out of the
 * whole face, and what it makes is laid back into it; a model that draws no masks gets a soft oval for both.
 */
export function buildDfmGraph(model: Model, side: Side, geometry: CropGeometry, predictsMasks: boolean): DfmGraph {
  const { size, toInput, fromOutput, reachesBeyond } = computeWholeFaceFraming(geometry);
  const graph = new Graph();
  const face = graph.input('in_face:0', [1, size, size, 3]);
  const code = model.encode(applyMap(face, toInput));
  const onWhole = (picture: Value) => applyMap(picture, fromOutput);
  const maskOf = (drawn: Side) =>
    onWhole(predictsMasks ? model.decodeMask(code, drawn) : drawSoftOval(graph, model.outputSize));
  const outside = subtract(1, onWhole(fillWithOnes(graph, model.outputSize)));
  const likeness = add(onWhole(decodedFace(model, code, side)), multiply(face, outside));
  const outputs = {
    'out_face_mask:0': maskOf(side === 'a' ? 'b' : 'a'),
    'out_celeb_face:0': likeness,
    'out_celeb_face_mask:0': maskOf(side),
  };
  return { outputs, size, reachesBeyond };
}

function applyMap(picture: Value, { down, along }: ImageMap): Value {
  const channels = picture.shape[3]!;
  return fromChannelPlanes(separable(picture.graph, down, along, 1)(toChannelPlanes(picture)), channels);
}

function fillWithOnes(graph: Graph, size: number): Value {
  return graph.constant(new Float32Array(size * size).fill(1), [1, size, size, 1]);
}

/** [1, size, size, 1]: 1 within, 0 from the edges on, a slope between over an eighth of the radius. */
function drawSoftOval(graph: Graph, size: number): Value {
  const middle = (size - 1) / 2;
  const share = (i: number) => ((i - middle) / (size / 2)) ** 2;
  const oval = Float32Array.from({ length: size * size }, (_, i) => {
    const radius = Math.sqrt(share(i % size) + share(Math.floor(i / size)));
    return Math.min(1, Math.max(0, 8 * (1 - radius)));
  });
  return graph.constant(oval, [1, size, size, 1]);
}

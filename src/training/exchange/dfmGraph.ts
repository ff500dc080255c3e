import { Graph, type Value } from '../../tensor/graph';
import { add, fromChannelPlanes, multiply, separable, subtract, toChannelPlanes } from '../../tensor/ops';
import type { CropGeometry } from '../data/cropGeometry';
import { decodeFace, type Model, type Side } from '../models/model';
import { computeWholeFaceFraming, type ImageMap } from './wholeFaceFraming';

/** Tensors of a .dfm file, in the order of DeepFaceLab's `exportdfm`, on which readers rely. */
export type DfmOutputs = Readonly<Record<'out_face_mask:0' | 'out_celeb_face:0' | 'out_celeb_face_mask:0', Value>>;

export interface DfmGraph {
  readonly outputs: DfmOutputs;
  /** Edge of its input and output images, pixels. */
  readonly size: number;
  /** Whether the model's crop extends beyond the image that it gets. */
  readonly reachesBeyond: boolean;
}

/**
 * Builds the graph of a .dfm file. Its input `in_face:0` is a whole face, BGR, 0..1, float32 [1, size, size, 3]. Its outputs
 * have the same size: the mask of that face, the face turned into `side`, and its mask. The model's own crop is cut out of
 * the whole face, and the result is placed back into it. For a model that predicts no masks, both are a soft oval.
 */
export function buildDfmGraph(model: Model, side: Side, geometry: CropGeometry, predictsMasks: boolean): DfmGraph {
  const { size, toInput, fromOutput, reachesBeyond } = computeWholeFaceFraming(geometry);
  const graph = new Graph();
  const face = graph.input('in_face:0', [1, size, size, 3]);
  const code = model.encode(applyMap(face, toInput));
  const placeOnWholeFace = (image: Value) => applyMap(image, fromOutput);
  const buildMask = (maskSide: Side) =>
    placeOnWholeFace(predictsMasks ? model.decodeMask(code, maskSide) : drawSoftOval(graph, model.outputSize));
  const outside = subtract(1, placeOnWholeFace(fillWithOnes(graph, model.outputSize)));
  const swapped = add(placeOnWholeFace(decodeFace(model, code, side)), multiply(face, outside));
  const outputs = {
    'out_face_mask:0': buildMask(side === 'a' ? 'b' : 'a'),
    'out_celeb_face:0': swapped,
    'out_celeb_face_mask:0': buildMask(side),
  };
  return { outputs, size, reachesBeyond };
}

function applyMap(image: Value, { down, along }: ImageMap): Value {
  const channels = image.shape[3]!;
  return fromChannelPlanes(separable(image.graph, down, along, 1)(toChannelPlanes(image)), channels);
}

function fillWithOnes(graph: Graph, size: number): Value {
  return graph.constant(new Float32Array(size * size).fill(1), [1, size, size, 1]);
}

/** Draws an oval, [1, size, size, 1]: 1 inside and 0 at the edges, with a slope over an eighth of the radius. */
function drawSoftOval(graph: Graph, size: number): Value {
  const middle = (size - 1) / 2;
  const share = (i: number) => ((i - middle) / (size / 2)) ** 2;
  const oval = Float32Array.from({ length: size * size }, (_, i) => {
    const radius = Math.sqrt(share(i % size) + share(Math.floor(i / size)));
    return Math.min(1, Math.max(0, 8 * (1 - radius)));
  });
  return graph.constant(oval, [1, size, size, 1]);
}

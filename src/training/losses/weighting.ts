import type { Value } from '../../tensor/graph';
import { add, averagePool, cast, mean, multiply, slice } from '../../tensor/ops';
import type { Comparison, PlainLoss } from './loss';
import { findLoss } from './losses';
import type { LossOptions } from './lossOptions';

/** What of a picture is face, eyes and mouth: [N, H, W, 1] each, 0..1. */
export interface FaceMasks {
  readonly face: Value;
  readonly eyes: Value;
  readonly mouth: Value;
}

/** @param masks uint8 [N, H, W, 3]: face, eyes, mouth */
export function faceMasks(masks: Value): FaceMasks {
  const [n, height, width] = masks.shape as [number, number, number];
  const shares = multiply(cast(masks, 'float32'), 1 / 255);
  const channel = (index: number) => slice(shares, [0, 0, 0, index], [n, height, width, 1]);
  return { face: channel(0), eyes: channel(1), mouth: channel(2) };
}

/** The same masks for pictures of a smaller edge, of which theirs is a multiple. */
export function shrinkMasks({ face, eyes, mouth }: FaceMasks, edge: number): FaceMasks {
  return { face: shrinkImages(face, edge), eyes: shrinkImages(eyes, edge), mouth: shrinkImages(mouth, edge) };
}

/** Square images [N, H, H, C] to [N, edge, edge, C]: each pixel is the mean of the area it stands for. */
export function shrinkImages(images: Value, edge: number): Value {
  const ratio = images.shape[1]! / edge;
  return ratio === 1 ? images : averagePool(images, ratio);
}

/** A loss of each face, weighted by the masks as the options say: [N]. */
export type Score = (loss: PlainLoss, made: Value, wanted: Value) => Value;

/** Scoring by one batch's masks. A multiplier of one leaves its mask out, as does `penalized_mask_loss` all of them. */
export function createScore(masks: FaceMasks, options: LossOptions): Score {
  if (!options.penalized_mask_loss)
    return ({ kind, compare }, made, wanted) =>
      kind === 'pixel' ? averageFaces(compare(made, wanted)) : compare(made, wanted);
  const weights = computePixelWeights(masks, options);
  const parts = listFaceParts(masks, options);
  return ({ kind, compare }, made, wanted) =>
    kind === 'pixel'
      ? averageFaces(multiply(compare(made, wanted), weights))
      : sumOfParts(compare, made, wanted, parts);
}

/** Returns how much each pixel counts, [N, H, W, 1]: face · (1 + eyes · eye_multiplier) · (1 + mouth · mouth_multiplier). */
export function computePixelWeights({ face, eyes, mouth }: FaceMasks, options: LossOptions): Value {
  let weights = face;
  if (options.eye_multiplier > 1) weights = multiply(weights, add(multiply(eyes, options.eye_multiplier), 1));
  if (options.mouth_multiplier > 1) weights = multiply(weights, add(multiply(mouth, options.mouth_multiplier), 1));
  return weights;
}

interface FacePart {
  readonly mask: Value;
  readonly weight: number;
}

/** What a loss of whole faces sees one after another. */
function listFaceParts({ face, eyes, mouth }: FaceMasks, options: LossOptions): readonly FacePart[] {
  return [
    { mask: face, weight: 1 },
    ...(options.eye_multiplier > 1 ? [{ mask: eyes, weight: options.eye_multiplier }] : []),
    ...(options.mouth_multiplier > 1 ? [{ mask: mouth, weight: options.mouth_multiplier }] : []),
  ];
}

function sumOfParts(compare: Comparison, made: Value, wanted: Value, parts: readonly FacePart[]): Value {
  return parts
    .map(({ mask, weight }) => multiply(compare(multiply(made, mask), multiply(wanted, mask)), weight))
    .reduce((sum, score) => add(sum, score));
}

/** Returns the difference, [N], of predicted masks [N, H, W, 1] from the target masks; all pixels count equally. */
export function scoreMasks(drawn: Value, wanted: Value, { mask_loss_function }: LossOptions): Value {
  return averageFaces(findLoss(mask_loss_function).compare(drawn, wanted));
}

/** Over the whole picture, not over the mask's area. */
function averageFaces(map: Value): Value {
  return mean(map, [1, 2, 3]);
}

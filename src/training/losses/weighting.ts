import type { Value } from '../../tensor/graph';
import { add, averagePool, cast, mean, multiply, slice } from '../../tensor/ops';
import type { Comparison, PlainLoss } from './loss';
import { findLoss } from './losses';
import type { LossOptions } from './lossOptions';

/** Masks of the face, the eyes and the mouth: [N, H, W, 1] each, 0..1. */
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

/** Shrinks masks to a smaller edge, which must divide the edge of the masks. */
export function shrinkMasks({ face, eyes, mouth }: FaceMasks, edge: number): FaceMasks {
  return { face: shrinkImages(face, edge), eyes: shrinkImages(eyes, edge), mouth: shrinkImages(mouth, edge) };
}

/** Shrinks square images [N, H, H, C] to [N, edge, edge, C]: each pixel is the mean of the area that it covers. */
export function shrinkImages(images: Value, edge: number): Value {
  const ratio = images.shape[1]! / edge;
  return ratio === 1 ? images : averagePool(images, ratio);
}

/** Computes the loss of each face, [N], weighted by the masks according to the options. */
export type Score = (loss: PlainLoss, predicted: Value, target: Value) => Value;

/** Creates the score for the masks of one batch. A multiplier of 1 ignores its mask; without `penalized_mask_loss` all masks are ignored. */
export function createScore(masks: FaceMasks, options: LossOptions): Score {
  if (!options.penalized_mask_loss)
    return ({ kind, compare }, predicted, target) =>
      kind === 'pixel' ? averageFaces(compare(predicted, target)) : compare(predicted, target);
  const weights = computePixelWeights(masks, options);
  const parts = listFaceParts(masks, options);
  return ({ kind, compare }, predicted, target) =>
    kind === 'pixel'
      ? averageFaces(multiply(compare(predicted, target), weights))
      : sumOfParts(compare, predicted, target, parts);
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

/** Lists the masked parts of the face that a loss of whole faces compares separately, with their weights. */
function listFaceParts({ face, eyes, mouth }: FaceMasks, options: LossOptions): readonly FacePart[] {
  return [
    { mask: face, weight: 1 },
    ...(options.eye_multiplier > 1 ? [{ mask: eyes, weight: options.eye_multiplier }] : []),
    ...(options.mouth_multiplier > 1 ? [{ mask: mouth, weight: options.mouth_multiplier }] : []),
  ];
}

function sumOfParts(compare: Comparison, predicted: Value, target: Value, parts: readonly FacePart[]): Value {
  return parts
    .map(({ mask, weight }) => multiply(compare(multiply(predicted, mask), multiply(target, mask)), weight))
    .reduce((sum, score) => add(sum, score));
}

/** Returns the difference, [N], of predicted masks [N, H, W, 1] from the target masks; all pixels count equally. */
export function scoreMasks(predicted: Value, target: Value, { mask_loss_function }: LossOptions): Value {
  return averageFaces(findLoss(mask_loss_function).compare(predicted, target));
}

/** Averages over the whole image, not only over the mask's area. */
function averageFaces(map: Value): Value {
  return mean(map, [1, 2, 3]);
}

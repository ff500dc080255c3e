import type { Image } from '../../media/frames';
import { type Box, intersectionOverUnion } from '../geometry';
import { detectorInputSize } from './ssdMobilenetGraph';

/** A face that was found. */
export interface Detection {
  /** In pixels of the frame. */
  readonly box: Box;
  /** How sure the detector is, 0..1. */
  readonly score: number;
}

/** face-api's defaults. */
export const defaultMinScore = 0.5;
const maxOverlap = 0.5;
const maxFaces = 100;

/**
 * Reads the detector's output for one image.
 * @param boxes [anchors, 4]: top, left, bottom, right in parts of the square that the image was padded to.
 * @param scores [anchors]
 */
export function parseDetections(
  image: Image,
  boxes: Float32Array,
  scores: Float32Array,
  minScore: number = defaultMinScore,
): Detection[] {
  const candidates: Detection[] = [];
  for (const [i, score] of scores.entries()) {
    if (!(score > minScore)) continue;
    const [y, x, bottom, right] = [boxes[4 * i]!, boxes[4 * i + 1]!, boxes[4 * i + 2]!, boxes[4 * i + 3]!];
    candidates.push({ score, box: { x, y, width: right - x, height: bottom - y } });
  }
  const kept = suppressOverlaps(candidates).slice(0, maxFaces);
  return kept.map(({ score, box }) => ({ score, box: convertToPixels(image, box) }));
}

/** Clips a box to the square and scales it to pixels of the image. */
function convertToPixels(image: Image, { x, y, width, height }: Box): Box {
  const [left, top] = [Math.max(0, x), Math.max(0, y)];
  const [across, down] = [measureSquare(image, image.width), measureSquare(image, image.height)];
  return {
    x: left * across,
    y: top * down,
    width: (Math.min(1, x + width) - left) * across,
    height: (Math.min(1, y + height) - top) * down,
  };
}

/**
 * Returns the edge of the square along an axis of the image with `length` pixels. Like face-api, it rounds the size of the
 * scaled image to whole pixels first.
 */
function measureSquare({ width, height }: Image, length: number): number {
  const scaled = Math.round((length * detectorInputSize) / Math.max(width, height));
  return (length * detectorInputSize) / Math.max(scaled, 1);
}

/** Suppresses overlapping boxes (non-maximum suppression): drops each that overlaps a better one too much. Best first. */
function suppressOverlaps(candidates: readonly Detection[]): Detection[] {
  const kept: Detection[] = [];
  for (const candidate of [...candidates].sort((a, b) => b.score - a.score))
    if (kept.every(({ box }) => intersectionOverUnion(box, candidate.box) <= maxOverlap)) kept.push(candidate);
  return kept;
}

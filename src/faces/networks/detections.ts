import type { Image } from '../../media/frames';
import type { Box } from '../geometry';
import { nonMaxSuppression, type ScoredBox } from './nonMaxSuppression';
import { detectorInputSize } from './ssdMobilenetGraph';

/** A face found: its box in frame pixels, and how sure the detector is, 0..1. */
export type Detection = ScoredBox;

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
  const kept = nonMaxSuppression(candidates, maxOverlap).slice(0, maxFaces);
  return kept.map(({ score, box }) => ({ score, box: boxInPixels(image, box) }));
}

/** Cuts a box to the square and scales it to pixels. */
function boxInPixels(image: Image, { x, y, width, height }: Box): Box {
  const [left, top] = [Math.max(0, x), Math.max(0, y)];
  const [across, down] = [squareInPixels(image, image.width), squareInPixels(image, image.height)];
  return {
    x: left * across,
    y: top * down,
    width: (Math.min(1, x + width) - left) * across,
    height: (Math.min(1, y + height) - top) * down,
  };
}

/** The square's edge along an axis of `length` pixels; face-api rounds the scaled image to whole pixels first. */
function squareInPixels({ width, height }: Image, length: number): number {
  const scaled = Math.round((length * detectorInputSize) / Math.max(width, height));
  return (length * detectorInputSize) / Math.max(scaled, 1);
}

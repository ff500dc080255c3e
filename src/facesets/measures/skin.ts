import { listLandmarkPairs } from '../../faces/landmarks';
import { drawLandmarkMask } from '../../faces/masks/landmarkMask';
import type { PictureInput } from './measure';

/** Parts of the face that are skin on nearly everybody, by landmarks. */
export const cheeks = {
  /** Left and right as the picture shows them. */
  left: ['1-4 48 31 40-41 36'],
  right: ['12-15 45-47 35 54'],
} as const;

/** Returns the mean light of parts of the face, 0..1 in linear light of Rec. 709; undefined where too little of them is in the picture. */
export function measureLight(
  { pixels, width, height, points }: PictureInput,
  parts: readonly string[],
): number | undefined {
  if (!points || width !== height) return undefined;
  const mask = drawLandmarkMask(points, width, { parts: [...parts] });
  let sum = 0;
  let count = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i]! < 128) continue;
    const at = 3 * i;
    sum += 0.2126 * linear[pixels[at]!]! + 0.7152 * linear[pixels[at + 1]!]! + 0.0722 * linear[pixels[at + 2]!]!;
    count++;
  }
  return count < leastShare * measureArea(points) ? undefined : Math.max(sum / count, darkest);
}

/** Of the square around the landmarks; a cheek that is turned away has less. */
const leastShare = 1 / 400;
/** What 8 bits can tell from black. */
const darkest = 1 / 4096;

function measureArea(points: ArrayLike<number>): number {
  const pairs = listLandmarkPairs(points);
  const spread = (axis: 0 | 1) =>
    Math.max(...pairs.map((pair) => pair[axis])) - Math.min(...pairs.map((pair) => pair[axis]));
  return spread(0) * spread(1);
}

/** Linear light of the 256 values of sRGB. */
const linear = Float64Array.from({ length: 256 }, (_, value) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

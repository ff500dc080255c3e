import type { Image } from './frames';

/** A picture reduced to {@link sampleEdge} squared gray levels, by which two pictures are compared. */
export type PictureSample = Uint8Array;

export const sampleEdge = 16;
/** Gray levels. A picture that varies less has nothing in it to be compared. */
const flatDeviation = 4;
/** Flat pictures of the same frame differ by less than this many gray levels. */
const flatTolerance = 32;
/** The correlation from which on two samples show the same: a re-encoded frame has 0.99 and more, another take of the same scene 0.97 and less. */
const sameCorrelation = 0.97;

/** Reduces a picture to a sample: each of its gray levels is the mean of the pixels in its place. */
export function samplePicture({ width, height, pixels }: Image): PictureSample {
  const sums = new Float64Array(sampleEdge ** 2);
  const counts = new Float64Array(sampleEdge ** 2);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * sampleEdge) / height) * sampleEdge;
    for (let x = 0; x < width; x++) {
      const cell = row + Math.floor((x * sampleEdge) / width);
      sums[cell]! += getGray(pixels, 3 * (y * width + x));
      counts[cell]!++;
    }
  }
  return Uint8Array.from(sums, (sum, cell) => Math.round(sum / Math.max(1, counts[cell]!)));
}

/** Returns the luma of the RGB pixel at an offset, 0..255. */
export function getGray(pixels: Uint8Array, at: number): number {
  return 0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!;
}

/** Returns whether two samples show the same picture, whatever its size, encoding, brightness and contrast. */
export function isSamePicture(a: PictureSample, b: PictureSample): boolean {
  const [first, second] = [measureLevels(a), measureLevels(b)];
  const isFlat = first.deviation < flatDeviation && second.deviation < flatDeviation;
  if (isFlat) return Math.abs(first.mean - second.mean) < flatTolerance;
  return correlate(a, b) >= sameCorrelation;
}

/** Returns the correlation of two samples, -1..1; 0 where one of them is flat. */
export function correlate(a: PictureSample, b: PictureSample): number {
  const [first, second] = [measureLevels(a), measureLevels(b)];
  if (first.deviation === 0 || second.deviation === 0) return 0;
  const products = a.reduce((sum, level, i) => sum + (level - first.mean) * (b[i]! - second.mean), 0);
  return products / (a.length * first.deviation * second.deviation);
}

function measureLevels(sample: PictureSample): { readonly mean: number; readonly deviation: number } {
  const mean = sample.reduce((sum, level) => sum + level, 0) / sample.length;
  const variance = sample.reduce((sum, level) => sum + (level - mean) ** 2, 0) / sample.length;
  return { mean, deviation: Math.sqrt(variance) };
}

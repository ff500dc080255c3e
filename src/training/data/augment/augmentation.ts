import { landmarkCount } from '../../../faces/landmarks';
import type { Random } from '../../../tensor/random';

/** Limits of the augmentation: section [trainer.augmentation] of train.ini, with its units and ranges. */
export interface AugmentationAmounts {
  /** Zoom, ± percent. */
  readonly zoomAmount: number;
  /** Rotation, ± degrees. */
  readonly rotationRange: number;
  /** Shift along x and along y, ± percent of the size. */
  readonly shiftRange: number;
  /** Probability of a horizontal flip, percent. */
  readonly flipChance: number;
  /** Jitter of LAB lightness, ± percent. */
  readonly colorLightness: number;
  /** Jitter of LAB a and b, ± percent. */
  readonly colorAb: number;
  /** Probability of local contrast equalization (CLAHE), percent. */
  readonly claheChance: number;
  /** Largest number of steps by which the CLAHE grid may exceed its base size. */
  readonly claheMaxSize: number;
  /** Standard deviation of the shift of each warp grid point, as a share of the size; a constant of faceswap. */
  readonly warpDeviation: number;
  /** Warps each face to the shape of a similar face of the other side, instead of the random warp. */
  readonly warpToLandmarks: boolean;
  /** Standard deviation of the shift of each landmark of that shape, as a share of the size; a constant of faceswap. */
  readonly landmarkDeviation: number;
}

export const defaultAmounts: AugmentationAmounts = {
  zoomAmount: 5,
  rotationRange: 10,
  shiftRange: 5,
  flipChance: 50,
  colorLightness: 30,
  colorAb: 8,
  claheChance: 50,
  claheMaxSize: 4,
  warpDeviation: 5 / 256,
  warpToLandmarks: false,
  landmarkDeviation: 2 / 256,
};

export const withoutWarp = { warpDeviation: 0, warpToLandmarks: false } satisfies Partial<AugmentationAmounts>;
export const withoutFlip = { flipChance: 0 } satisfies Partial<AugmentationAmounts>;
export const withoutColor = { colorLightness: 0, colorAb: 0, claheChance: 0 } satisfies Partial<AugmentationAmounts>;

/** Number of points along an edge of the warp grid. */
export const warpGridPoints = 5;

/** The random choices for one face of one batch. */
export interface FaceAugmentation {
  /** Jitter of L, a and b, each -1..1: a positive value moves the channel toward 255, a negative one toward 0. */
  readonly labJitter: readonly [number, number, number];
  /** Number of tiles along an edge of the CLAHE grid; 0 leaves the contrast unchanged. */
  readonly claheTiles: number;
  readonly rotationDegrees: number;
  readonly scale: number;
  /** Pixels. */
  readonly shift: readonly [number, number];
  readonly flip: boolean;
  /** Shift of the points of the warp grid, pixels: [x or y, row, column]. */
  readonly warp: Float32Array;
  /** Chooses which of the similar faces lends its shape, as a share of their number: [0, 1). */
  readonly shapeChoice: number;
  /** Shift of the landmarks of that face, pixels, flat [x0, y0, …]. */
  readonly landmarkShift: Float32Array;
}

/** Lists every number of CLAHE tiles along an edge that {@link pickAugmentation} may choose. */
export function listClaheTileCounts(size: number, amounts: AugmentationAmounts): readonly number[] {
  const base = Math.max(2, Math.floor(size / 128));
  return Array.from({ length: amounts.claheMaxSize + 1 }, (_, k) => base + k * Math.floor(base / 2));
}

/**
 * Makes the random choices for a face of `size` pixels (faceswap.md §5.2). It always takes the same number of random
 * values, so that the choices for the next face do not depend on the limits.
 */
export function pickAugmentation(random: Random, size: number, amounts: AugmentationAmounts): FaceAugmentation {
  const pickShare = (percent: number) => random.uniform(-percent, percent) / 100;
  const hasContrast = random.uniform(0, 100) < amounts.claheChance;
  const tileCounts = listClaheTileCounts(size, amounts);
  const tiles = tileCounts[random.integer(tileCounts.length)]!;
  return {
    labJitter: [pickShare(amounts.colorLightness), pickShare(amounts.colorAb), pickShare(amounts.colorAb)],
    claheTiles: hasContrast ? tiles : 0,
    rotationDegrees: random.uniform(-amounts.rotationRange, amounts.rotationRange),
    scale: 1 + pickShare(amounts.zoomAmount),
    shift: [pickShare(amounts.shiftRange) * size, pickShare(amounts.shiftRange) * size],
    flip: random.uniform(0, 100) < amounts.flipChance,
    warp: drawNormalShifts(random, 2 * warpGridPoints ** 2, amounts.warpDeviation * size),
    shapeChoice: random.next(),
    landmarkShift: drawNormalShifts(random, 2 * landmarkCount, amounts.landmarkDeviation * size),
  };
}

function drawNormalShifts(random: Random, count: number, deviation: number): Float32Array {
  return Float32Array.from({ length: count }, () => random.normal() * deviation);
}

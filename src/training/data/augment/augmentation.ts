import { landmarkCount } from '../../../faces/landmarks';
import type { Random } from '../../../tensor/random';

/** How far augmentation may go: section [trainer.augmentation] of train.ini, its units and its ranges. */
export interface AugmentationAmounts {
  /** Zoom, ± percent. */
  readonly zoomAmount: number;
  /** Rotation, ± degrees. */
  readonly rotationRange: number;
  /** Shift of x and of y, ± percent of the size. */
  readonly shiftRange: number;
  /** Probability of mirroring, percent. */
  readonly flipChance: number;
  /** Jitter of LAB lightness, ± percent. */
  readonly colorLightness: number;
  /** Jitter of LAB a and b, ± percent. */
  readonly colorAb: number;
  /** Probability of local contrast (CLAHE), percent. */
  readonly claheChance: number;
  /** Largest step of the CLAHE grid above its base. */
  readonly claheMaxSize: number;
  /** Standard deviation of each of the warp's grid points, share of the size; faceswap's constant. */
  readonly warpDeviation: number;
  /** Instead of the random warp, gives each face the shape of one that is like it on the other side. */
  readonly warpToLandmarks: boolean;
  /** Standard deviation of each of that shape's landmarks, share of the size; faceswap's constant. */
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

/** Points along an edge of the warp's grid. */
export const warpGridPoints = 5;

/** What happens to one face of one batch. */
export interface FaceAugmentation {
  /** Jitter of L, a, b, each -1..1: a positive one moves towards 255, a negative one towards 0. */
  readonly labJitter: readonly [number, number, number];
  /** Tiles along an edge of the CLAHE grid; 0 leaves the contrast alone. */
  readonly claheTiles: number;
  readonly rotationDegrees: number;
  readonly scale: number;
  /** Pixels. */
  readonly shift: readonly [number, number];
  readonly flip: boolean;
  /** Pixels by which the points of the warp's grid move: [x or y, row, column]. */
  readonly warp: Float32Array;
  /** Which of the faces of like shape is taken, as a share of their number: [0, 1). */
  readonly shapeChoice: number;
  /** Pixels by which that face's landmarks move, flat [x0, y0, …]. */
  readonly landmarkShift: Float32Array;
}

/** Every number of CLAHE tiles along an edge that {@link pickAugmentation} may draw. */
export function listClaheTileCounts(size: number, amounts: AugmentationAmounts): readonly number[] {
  const base = Math.max(2, Math.floor(size / 128));
  return Array.from({ length: amounts.claheMaxSize + 1 }, (_, k) => base + k * Math.floor(base / 2));
}

/** Draws what happens to a face of `size` pixels (faceswap.md §5.2). The number of draws depends on nothing. */
export function pickAugmentation(random: Random, size: number, amounts: AugmentationAmounts): FaceAugmentation {
  const around = (percent: number) => random.uniform(-percent, percent) / 100;
  const contrast = random.uniform(0, 100) < amounts.claheChance;
  const tileCounts = listClaheTileCounts(size, amounts);
  const tiles = tileCounts[random.integer(tileCounts.length)]!;
  return {
    labJitter: [around(amounts.colorLightness), around(amounts.colorAb), around(amounts.colorAb)],
    claheTiles: contrast ? tiles : 0,
    rotationDegrees: random.uniform(-amounts.rotationRange, amounts.rotationRange),
    scale: 1 + around(amounts.zoomAmount),
    shift: [around(amounts.shiftRange) * size, around(amounts.shiftRange) * size],
    flip: random.uniform(0, 100) < amounts.flipChance,
    warp: drawNormalShifts(random, 2 * warpGridPoints ** 2, amounts.warpDeviation * size),
    shapeChoice: random.next(),
    landmarkShift: drawNormalShifts(random, 2 * landmarkCount, amounts.landmarkDeviation * size),
  };
}

function drawNormalShifts(random: Random, count: number, deviation: number): Float32Array {
  return Float32Array.from({ length: count }, () => random.normal() * deviation);
}

import { createTensor, openSession } from '../../../runtime/session';
import { type CropGeometry, sampleSize } from '../cropGeometry';
import { type AugmentationAmounts, claheTileCounts, type FaceAugmentation, warpGridPoints } from './augmentation';
import { augmentModel } from './augmentGraph';
import { claheTiles } from './clahe';
import { transformMatrix, warpGrid } from './gridSampling';
import { type ShapeChange, ShapeMaps, transformLandmarks } from './landmarkWarp';

/** N faces of one person, uint8, RGB, HWC. */
export interface FaceSet {
  /** Input of the encoder, warped: [N, inputSize, inputSize, 3]. */
  readonly input: Uint8Array;
  /** What the decoder is to make of it: [N, outputSize, outputSize, 3]. */
  readonly target: Uint8Array;
  /** Weights of the loss, 0..255, channels face, eyes, mouth: [N, outputSize, outputSize, 3]. */
  readonly masks: Uint8Array;
}

/** Augments faces that have been cut out. */
export interface Augmenter {
  /** Edge of the samples, pixels; see {@link sampleSize}. */
  readonly size: number;
  /**
   * `faces` and `masks`: uint8 planes [N, 3, size, size]; one augmentation a face, and where faces are warped to landmarks
   * one change of shape a face, before augmentation.
   */
  augment(
    faces: Uint8Array,
    masks: Uint8Array,
    augmentations: readonly FaceAugmentation[],
    shapes?: readonly ShapeChange[],
  ): Promise<FaceSet>;
  release(): Promise<void>;
}

type Sizes = Pick<CropGeometry, 'inputSize' | 'outputSize'>;

/** Pixels of each plane that go through the graph at once: its memory does not grow with batch and size. */
const pixelsAtOnce = 2 ** 17;

export async function openAugmenter(
  { inputSize, outputSize }: Sizes,
  amounts: AugmentationAmounts,
): Promise<Augmenter> {
  const size = sampleSize({ inputSize, outputSize });
  const color = amounts.colorLightness > 0 || amounts.colorAb > 0 || amounts.claheChance > 0;
  const warp = amounts.warpToLandmarks ? 'shape' : amounts.warpDeviation > 0 ? 'grid' : 'none';
  const counts = claheTileCounts(size, amounts);
  const model = augmentModel({ size, inputSize, outputSize, color, warp, claheTileCounts: counts });
  const session = await openSession(model, { threads: 1 });
  const atOnce = Math.max(1, Math.floor(pixelsAtOnce / size ** 2));
  const planes = (data: Uint8Array, first: number, n: number) =>
    createTensor('uint8', data.subarray(first * 3 * size ** 2, (first + n) * 3 * size ** 2), [n, 3, size, size]);
  return {
    size,
    release: () => session.release(),
    async augment(faces, masks, augmentations, shapes = []) {
      const made = newFaceSet(augmentations.length, { inputSize, outputSize });
      for (let first = 0; first < augmentations.length; first += atOnce) {
        const slice = augmentations.slice(first, first + atOnce);
        const { input, target, targetMasks } = await session.run({
          faces: planes(faces, first, slice.length),
          masks: planes(masks, first, slice.length),
          transforms: rows(slice, (face) => transformMatrix(size, face), [3, 2]),
          ...(color ? colorFeeds(slice, size) : {}),
          ...(warp === 'grid' ? gridFeeds(slice, size) : {}),
          ...(warp === 'shape' ? shapeFeeds(slice, shapes.slice(first, first + atOnce), size) : {}),
        });
        made.input.set(input!.data as Uint8Array, first * 3 * inputSize ** 2);
        made.target.set(target!.data as Uint8Array, first * 3 * outputSize ** 2);
        made.masks.set(targetMasks!.data as Uint8Array, first * 3 * outputSize ** 2);
      }
      return made;
    },
  };
}

function newFaceSet(n: number, { inputSize, outputSize }: Sizes): FaceSet {
  return {
    input: new Uint8Array(n * inputSize ** 2 * 3),
    target: new Uint8Array(n * outputSize ** 2 * 3),
    masks: new Uint8Array(n * outputSize ** 2 * 3),
  };
}

function colorFeeds(faces: readonly FaceAugmentation[], size: number) {
  const indexes = faces.flatMap((face, i) => (face.claheTiles > 0 ? [i] : []));
  const chosen = faces.filter((face) => face.claheTiles > 0);
  return {
    labGain: rows(faces, (face) => face.labJitter.map((r) => 1 - Math.abs(r)), [3, 1]),
    labLift: rows(faces, (face) => face.labJitter.map((r) => 255 * Math.max(0, r)), [3, 1]),
    claheFaces: createTensor('int64', BigInt64Array.from(indexes, BigInt), [indexes.length]),
    claheTiles: rows(chosen, (face) => claheTiles(size, face.claheTiles), [4]),
  };
}

function gridFeeds(faces: readonly FaceAugmentation[], size: number) {
  return { warpGrids: rows(faces, (face) => warpGrid(size, face), [warpGridPoints, warpGridPoints * 2]) };
}

/**
 * Both shapes go through what the picture went through: otherwise a mirrored face would be turned inside out, and a
 * shifted one shifted back in the input.
 */
function shapeFeeds(faces: readonly FaceAugmentation[], shapes: readonly ShapeChange[], size: number) {
  const bent = new ShapeMaps(faces.length, size);
  faces.forEach((face, i) => {
    const { from, to } = shapes[i]!;
    const moved = to.map((v, k) => v + face.landmarkShift[k]!);
    bent.bend(i, { from: transformLandmarks(from, size, face), to: transformLandmarks(moved, size, face) });
  });
  return {
    shapeMaps: createTensor('float32', Float32Array.from(bent.maps), [bent.maps.length / 6, 3, 2]),
    shapeMapOf: createTensor('int32', bent.mapOf, [faces.length, size * size]),
  };
}

/** A float32 tensor [N, …shape] of what `values` makes of each face. */
function rows(
  faces: readonly FaceAugmentation[],
  values: (face: FaceAugmentation) => readonly number[],
  shape: readonly number[],
) {
  return createTensor('float32', Float32Array.from(faces.flatMap(values)), [faces.length, ...shape]);
}

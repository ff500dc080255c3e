import { createTensor, openSession } from '../../../runtime/session';
import { type CropGeometry, computeSampleSize } from '../cropGeometry';
import { type AugmentationAmounts, type FaceAugmentation, listClaheTileCounts, warpGridPoints } from './augmentation';
import { buildAugmentationModel } from './augmentGraph';
import { describeClaheTiles } from './clahe';
import { computeTransformMatrix, computeWarpGrid } from './gridSampling';
import { PiecewiseWarp, type ShapeChange, transformLandmarks } from './landmarkWarp';

/** N faces of one person, uint8, RGB, HWC. */
export interface FaceSet {
  /** Input of the encoder, warped: [N, inputSize, inputSize, 3]. */
  readonly input: Uint8Array;
  /** Target of the decoder: [N, outputSize, outputSize, 3]. */
  readonly target: Uint8Array;
  /** Weights of the loss, 0..255, channels face, eyes, mouth: [N, outputSize, outputSize, 3]. */
  readonly masks: Uint8Array;
}

/** Augments samples. */
export interface Augmenter {
  /** Edge of the samples, pixels; see {@link computeSampleSize}. */
  readonly size: number;
  /**
   * @param faces uint8 planes [N, 3, size, size]
   * @param masks uint8 planes [N, 3, size, size]
   * @param augmentations one for each face
   * @param shapes one change of shape for each face, before augmentation; only where faces are warped to landmarks
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

/** Pixels of each plane that go through the graph at once, so that its memory does not grow with batch and size. */
const pixelsAtOnce = 2 ** 17;

export async function openAugmenter(
  { inputSize, outputSize }: Sizes,
  amounts: AugmentationAmounts,
): Promise<Augmenter> {
  const size = computeSampleSize({ inputSize, outputSize });
  const color = amounts.colorLightness > 0 || amounts.colorAb > 0 || amounts.claheChance > 0;
  const warp = amounts.warpToLandmarks ? 'shape' : amounts.warpDeviation > 0 ? 'grid' : 'none';
  const counts = listClaheTileCounts(size, amounts);
  const model = buildAugmentationModel({ size, inputSize, outputSize, color, warp, claheTileCounts: counts });
  const session = await openSession(model, { threads: 1 });
  const facesAtOnce = Math.max(1, Math.floor(pixelsAtOnce / size ** 2));
  const slicePlanes = (data: Uint8Array, first: number, n: number) =>
    createTensor('uint8', data.subarray(first * 3 * size ** 2, (first + n) * 3 * size ** 2), [n, 3, size, size]);
  return {
    size,
    release: () => session.release(),
    async augment(faces, masks, augmentations, shapes = []) {
      const result = createFaceSet(augmentations.length, { inputSize, outputSize });
      for (let first = 0; first < augmentations.length; first += facesAtOnce) {
        const slice = augmentations.slice(first, first + facesAtOnce);
        const { input, target, targetMasks } = await session.run({
          faces: slicePlanes(faces, first, slice.length),
          masks: slicePlanes(masks, first, slice.length),
          transforms: buildTensor(slice, (face) => computeTransformMatrix(size, face), [3, 2]),
          ...(color ? buildColorFeeds(slice, size) : {}),
          ...(warp === 'grid' ? buildGridFeeds(slice, size) : {}),
          ...(warp === 'shape' ? buildShapeFeeds(slice, shapes.slice(first, first + facesAtOnce), size) : {}),
        });
        result.input.set(input!.data as Uint8Array, first * 3 * inputSize ** 2);
        result.target.set(target!.data as Uint8Array, first * 3 * outputSize ** 2);
        result.masks.set(targetMasks!.data as Uint8Array, first * 3 * outputSize ** 2);
      }
      return result;
    },
  };
}

function createFaceSet(n: number, { inputSize, outputSize }: Sizes): FaceSet {
  return {
    input: new Uint8Array(n * inputSize ** 2 * 3),
    target: new Uint8Array(n * outputSize ** 2 * 3),
    masks: new Uint8Array(n * outputSize ** 2 * 3),
  };
}

function buildColorFeeds(faces: readonly FaceAugmentation[], size: number) {
  const indexes = faces.flatMap((face, i) => (face.claheTiles > 0 ? [i] : []));
  const chosen = faces.filter((face) => face.claheTiles > 0);
  return {
    labGain: buildTensor(faces, (face) => face.labJitter.map((r) => 1 - Math.abs(r)), [3, 1]),
    labLift: buildTensor(faces, (face) => face.labJitter.map((r) => 255 * Math.max(0, r)), [3, 1]),
    claheFaces: createTensor('int64', BigInt64Array.from(indexes, BigInt), [indexes.length]),
    claheTiles: buildTensor(chosen, (face) => describeClaheTiles(size, face.claheTiles), [4]),
  };
}

function buildGridFeeds(faces: readonly FaceAugmentation[], size: number) {
  return { warpGrids: buildTensor(faces, (face) => computeWarpGrid(size, face), [warpGridPoints, warpGridPoints * 2]) };
}

/**
 * Builds the inputs that warp faces to other shapes. Both shapes get the same transform as the image: otherwise the warp
 * would undo the shift of a shifted face, and fold a flipped one.
 */
function buildShapeFeeds(faces: readonly FaceAugmentation[], shapes: readonly ShapeChange[], size: number) {
  const warp = new PiecewiseWarp(faces.length, size);
  faces.forEach((face, i) => {
    const { from, to } = shapes[i]!;
    const moved = to.map((v, k) => v + face.landmarkShift[k]!);
    warp.addFace(i, { from: transformLandmarks(from, size, face), to: transformLandmarks(moved, size, face) });
  });
  return {
    shapeMaps: createTensor('float32', Float32Array.from(warp.maps), [warp.maps.length / 6, 3, 2]),
    shapeMapOf: createTensor('int32', warp.mapIndexes, [faces.length, size * size]),
  };
}

/** Builds a float32 tensor [N, …shape] from the values of each face. */
function buildTensor(
  faces: readonly FaceAugmentation[],
  values: (face: FaceAugmentation) => readonly number[],
  shape: readonly number[],
) {
  return createTensor('float32', Float32Array.from(faces.flatMap(values)), [faces.length, ...shape]);
}

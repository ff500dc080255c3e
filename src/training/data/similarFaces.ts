import { alignFace, computeCropMatrix } from '../../faces/alignment';
import { readLandmarks } from '../../faces/landmarks';
import { transformPoints } from '../../faces/matrix3';
import { readFaceHeader } from '../../facesets/facePng';
import { ConcurrencyLimit } from '../../files/concurrencyLimit';
import type { ShapeChange } from './augment/landmarkWarp';
import type { PlannedFace } from './batchPlan';
import type { CropFraming } from './cropGeometry';
import type { Sample } from './sampleReader';

/** Number of similar faces that may lend a face their shape. */
const similarFaceCount = 10;

/** Most faces of a side that are compared. Of a larger set they are spread evenly, so that the time to start stays bounded. */
const maxComparedFaces = 1000;

/** Finds, for each face of one side, the faces of the other side whose landmarks are most similar. */
export class SimilarFaceFinder {
  /** Indexes of the similar shapes, {@link similarFaceCount} for each face, found when the face is first used. */
  readonly #nearest: Uint16Array;
  readonly #isKnown: Uint8Array;
  #shapes: Promise<readonly Float32Array[]> | undefined;

  /**
   * @param faceCount number of faces of the side that is warped
   * @param others files of the other side
   * @param size edge of the samples, pixels
   */
  constructor(
    faceCount: number,
    private readonly others: readonly string[],
    private readonly size: number,
    private readonly framing: CropFraming,
  ) {
    this.#nearest = new Uint16Array(faceCount * similarFaceCount);
    this.#isKnown = new Uint8Array(faceCount);
  }

  /** Returns, for each face of a batch, its own shape and the similar shape that its plan chooses. */
  async findShapeChanges(faces: readonly PlannedFace[], samples: readonly Sample[]): Promise<ShapeChange[]> {
    this.#shapes ??= readShapes(this.others, this.size, this.framing);
    const shapes = await this.#shapes;
    const count = Math.min(similarFaceCount, shapes.length);
    return faces.map(({ index, augmentation }, i) => {
      const { landmarks } = samples[i]!;
      const chosen = index * similarFaceCount + Math.floor(augmentation.shapeChoice * count);
      if (this.#isKnown[index] === 0) {
        this.#isKnown[index] = 1;
        this.#nearest.set(findNearestShapes(shapes, landmarks, count), index * similarFaceCount);
      }
      return { from: landmarks, to: shapes[this.#nearest[chosen]!] ?? landmarks };
    });
  }
}

/** Returns the indexes of the `count` shapes nearest to a face, nearest first, by the squared distance of all 68 landmarks. */
export function findNearestShapes(shapes: readonly Float32Array[], landmarks: Float32Array, count: number): number[] {
  const distances = shapes.map((shape) => computeSquaredDistance(shape, landmarks));
  const indexes = distances.map((_, i) => i).sort((i, j) => distances[i]! - distances[j]!);
  return indexes.slice(0, count);
}

function computeSquaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}

/** Reads the landmarks of the files that have any, in pixels of the sample. */
async function readShapes(files: readonly string[], size: number, framing: CropFraming): Promise<Float32Array[]> {
  const count = Math.min(files.length, maxComparedFaces);
  const shapes = new Array<Float32Array | undefined>(count);
  const window = new ConcurrencyLimit(8);
  const read = async (i: number) => {
    shapes[i] = await readShape(files[Math.floor((i * files.length) / count)]!, size, framing);
  };
  for (let i = 0; i < count; i++) await window.add(read(i));
  await window.drain();
  return shapes.filter((shape) => shape !== undefined);
}

async function readShape(file: string, size: number, framing: CropFraming): Promise<Float32Array | undefined> {
  try {
    const landmarks = readLandmarks((await readFaceHeader(file)).face.landmarks);
    return transformPoints(computeCropMatrix(alignFace(landmarks), { ...framing, size }), landmarks);
  } catch {
    return undefined; // whoever reads the pixels of this file reports the error
  }
}

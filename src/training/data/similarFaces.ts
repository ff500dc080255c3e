import { alignFace, computeCropMatrix } from '../../faces/alignment';
import { readLandmarks } from '../../faces/landmarks';
import { transformPoints } from '../../faces/matrix3';
import { readFaceHeader } from '../../facesets/facePng';
import { ConcurrencyLimit } from '../../files/concurrencyLimit';
import type { ShapeChange } from './augment/landmarkWarp';
import type { PlannedFace } from './batchPlan';
import type { CropFraming } from './cropGeometry';
import type { Sample } from './sampleReader';

/** How many of the faces most like one may lend it their shape. */
const similarFaceCount = 10;

/** Faces of a side that are compared: those of a larger set are evenly spread over it, so that neither start nor search grow. */
const maxComparedFaces = 1000;

/** Finds for each face of one side those of the other that are most like it in shape. */
export class SimilarFaceFinder {
  /** Places among the shapes, {@link similarFaceCount} for each face; filled when a face is first asked for. */
  readonly #nearest: Uint16Array;
  readonly #isKnown: Uint8Array;
  #shapes: Promise<readonly Float32Array[]> | undefined;

  /**
   * @param faceCount of the side whose faces change
   * @param others the files of the other side
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

  /** What shape each face of a batch takes on, as its plan has drawn. */
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

/** Places of the `count` shapes most like a face: by the squared distance of all 68 landmarks, most like first. */
export function findNearestShapes(shapes: readonly Float32Array[], landmarks: Float32Array, count: number): number[] {
  const distances = shapes.map((shape) => computeSquaredDistance(shape, landmarks));
  const places = distances.map((_, i) => i).sort((i, j) => distances[i]! - distances[j]!);
  return places.slice(0, count);
}

function computeSquaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}

/** Landmarks in pixels of the sample, of the files that have any. */
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
    return undefined; // no usable face: who reads its pixels says so
  }
}

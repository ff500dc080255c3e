import type { CompositeSettings } from '../../conversion/compositeGraph';
import { openCompositor } from '../../conversion/compositor';
import { createFaceMatrices, type Framing, openFaceCropper } from '../../conversion/faceCrop';
import { measureEyeOpening, measureMouthOpening } from '../../evaluation/measures/expression';
import { alignFace } from '../../faces/alignment';
import type { Landmarks } from '../../faces/landmarks';
import { drawMask } from '../../faces/masks/drawMask';
import type { BuiltInMaskName } from '../../faces/masks/masks';
import { multiply, transformPoints } from '../../faces/matrix3';
import { fitSimilarity } from '../../faces/similarity';
import { type FacePicture, readFacePicture } from '../../facesets/facePicture';
import type { Image } from '../../media/frames';
import type { StoredFace } from './people';

/** Draws the best swap that a pair of people allows: B's own face of the nearest pose and expression, laid onto A. */
export interface Ceiling {
  /**
   * Returns the frame with the face of B in the place of that of A; undefined where no face of B can be drawn.
   * @param like the face whose pose and expression are looked for; that of the frame when absent
   */
  draw(frame: Image, landmarks: Landmarks, like?: Landmarks): Promise<Image | undefined>;
  release(): Promise<void>;
}

export interface CeilingOptions {
  /** Edge of the patch in pixels: the output size of a model, or one that loses nothing. */
  readonly size: number;
  readonly framing: Framing;
  readonly mask: BuiltInMaskName;
  readonly settings: CompositeSettings;
}

/** A patch of this size shows all that a stored face has. */
export const wholeSize = 512;

/** How far apart poses and expressions may be to count as different, each about as visible as the others. */
const tolerance = { yaw: 8, pitch: 8, mouth: 0.12, eyes: 0.08 };

interface FaceState {
  readonly yaw: number;
  readonly pitch: number;
  readonly mouth: number;
  readonly eyes: number;
}

/** Returns the pose and the expression of a face. */
function readFaceState(landmarks: Landmarks): FaceState {
  const { matrix, pose } = alignFace(landmarks);
  const shape = transformPoints(matrix, landmarks);
  return { yaw: pose.yaw, pitch: pose.pitch, mouth: measureMouthOpening(shape), eyes: measureEyeOpening(shape) };
}

function measureDistance(a: FaceState, b: FaceState): number {
  const axes = ['yaw', 'pitch', 'mouth', 'eyes'] as const;
  return axes.reduce((sum, axis) => sum + ((a[axis] - b[axis]) / tolerance[axis]) ** 2, 0);
}

/** Returns the first of the faces that are nearest to the wanted state; undefined where there are none. */
function findNearest<Face extends { readonly state: FaceState }>(faces: readonly Face[], wanted: FaceState) {
  let [nearest, least]: [Face | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (const face of faces) {
    const distance = measureDistance(face.state, wanted);
    if (distance < least) [nearest, least] = [face, distance];
  }
  return nearest;
}

/** @param faces the faces of B */
export function openCeiling(faces: readonly StoredFace[], options: CeilingOptions): Ceiling {
  const { size, framing, mask, settings } = options;
  const known = faces.map(({ path, landmarks }) => ({ path, state: readFaceState(landmarks) }));
  const cropper = openFaceCropper();
  const compositor = openCompositor(size, settings);
  return {
    draw: async (frame, landmarks, like = landmarks) => {
      const wanted = readFaceState(like);
      const nearest = findNearest(known, wanted);
      const picture = nearest && (await readFacePicture(nearest.path).catch(() => undefined));
      if (!picture) return undefined;
      const matrix = createFaceMatrices(landmarks, framing)(size);
      const swapped = await cropper.crop(picture.image, multiply(matrix, fitOnto(picture, landmarks)), size);
      const reference = await cropper.crop(frame, matrix, size);
      const drawn = { ...frame, pixels: frame.pixels.slice() };
      const maskPixels = drawMask(transformPoints(matrix, landmarks), size, mask);
      return (await compositor.paint(drawn, { swapped, reference, mask: maskPixels, matrix })) ? drawn : undefined;
    },
    release: async () => {
      await cropper.release();
      await compositor.release();
    },
  };
}

/** Landmarks without the jaw, which moves with the mouth. */
const innerLandmarks = 2 * 17;

/** Returns the similarity from the pixels of a stored face to the frame, by the landmarks of both. */
function fitOnto({ landmarks: from }: FacePicture, landmarks: Landmarks) {
  return fitSimilarity(from.subarray(innerLandmarks), landmarks.subarray(innerLandmarks));
}

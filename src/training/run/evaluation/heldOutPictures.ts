import { viewSize } from '../../../evaluation/facePair';
import { blurPlane } from '../../../evaluation/planes';
import type { Landmarks } from '../../../faces/landmarks';
import { drawMask } from '../../../faces/masks/drawMask';
import { type Matrix3, multiply, scaling, translation } from '../../../faces/matrix3';
import type { Warper } from '../../../faces/warp';
import { type FacePicture, readFacePicture } from '../../../facesets/facePicture';
import type { Image } from '../../../media/frames';
import { UserError } from '../../../shared/errors';
import type { CropGeometry } from '../../data/cropGeometry';
import { openSampleReader, type SampleReader } from '../../data/sampleReader';
import { computeTrainingCrop } from '../../data/trainingCrop';
import type { FaceTile } from './reconstruction';

/** A held-out face as a model sees it, and as it should draw it. */
export interface HeldOutFace {
  /** RGB bytes [inputSize, inputSize, 3]. */
  readonly input: Uint8Array;
  readonly target: FaceTile;
  /** The inside of the face in the target. */
  readonly mask: Uint8Array;
}

/** The head of a face, into which a drawn face is laid back. */
export interface HeldOutHead {
  /** Of {@link viewSize} pixels. */
  readonly picture: Image;
  readonly landmarks: Landmarks;
  /** Pixels of a drawn face → pixels of the picture. */
  readonly toPicture: Matrix3;
  /** How much of the drawn face shows, 0..255: a soft hull of the landmarks. */
  readonly share: Uint8Array;
}

/** Reads faces as a model with this geometry sees them. Those that cannot be read any more are left out. */
export async function readHeldOutFaces(
  files: readonly string[],
  geometry: CropGeometry,
): Promise<{ readonly file: string; readonly face: HeldOutFace }[]> {
  const framing = { ...geometry, maskType: 'extended' } as const;
  const inputs = await openSampleReader(geometry.inputSize, framing);
  const targets = await openSampleReader(geometry.outputSize, framing);
  try {
    const faces = [];
    for (const file of files) {
      const face = await readHeldOutFace(file, geometry, inputs, targets);
      if (face) faces.push({ file, face });
    }
    return faces;
  } finally {
    await inputs.release();
    await targets.release();
  }
}

async function readHeldOutFace(
  file: string,
  { inputSize, outputSize }: CropGeometry,
  inputs: SampleReader,
  targets: SampleReader,
): Promise<HeldOutFace | undefined> {
  return await ignoreUserError(async () => {
    const input = await inputs.read(file);
    const target = await targets.read(file);
    return {
      input: interleave(input.face, inputSize),
      target: { size: outputSize, pixels: interleave(target.face, outputSize) },
      mask: target.masks.slice(0, outputSize ** 2),
    };
  });
}

/** Returns undefined where a file was damaged or removed since the training began. */
async function ignoreUserError<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Converts planes [3, size, size] to [size, size, 3]. */
function interleave(planes: Uint8Array, size: number): Uint8Array {
  const area = size * size;
  return Uint8Array.from({ length: 3 * area }, (_, i) => planes[(i % 3) * area + Math.floor(i / 3)]!);
}

/** Reads a stored face; undefined where it cannot be read any more. */
export function readHead(file: string): Promise<FacePicture | undefined> {
  return ignoreUserError(() => readFacePicture(file));
}

/** Prepares a stored face for {@link layBack}. */
export async function prepareHead(
  { image, landmarks, header }: FacePicture,
  geometry: CropGeometry,
  warper: Warper,
): Promise<HeldOutHead> {
  const factor = viewSize / image.width;
  const resize = multiply(translation(-0.5, -0.5), scaling(factor), translation(0.5, 0.5));
  const pixels = factor === 1 ? image.pixels : await warper.warp(image, resize, viewSize, viewSize);
  const inView = landmarks.map((value) => (value + 0.5) * factor - 0.5);
  const { square } = computeTrainingCrop(header.face.landmarks, viewSize, geometry, geometry.outputSize);
  return {
    picture: { width: viewSize, height: viewSize, pixels },
    landmarks: inView,
    toPicture: multiply(
      translation(square.left - 0.5, square.top - 0.5),
      scaling(square.edge / geometry.outputSize),
      translation(0.5, 0.5),
    ),
    share: drawShare(inView, square),
  };
}

/** The drawn face fades out over so many pixels of the view to both sides of its edge. */
const softness = 6;

function drawShare(landmarks: Landmarks, { left, top, edge }: { left: number; top: number; edge: number }): Uint8Array {
  const hull = drawMask(landmarks, viewSize, 'extended');
  const isInside = (at: number, from: number) => at >= from + softness && at < from + edge - softness;
  const shares = Float32Array.from(hull, (value, i) =>
    isInside(i % viewSize, left) && isInside(Math.floor(i / viewSize), top) ? value : 0,
  );
  return Uint8Array.from(blurPlane(shares, viewSize, softness), Math.round);
}

/** Returns the head with a drawn face laid over its own. */
export async function layBack(head: HeldOutHead, drawn: FaceTile, warper: Warper): Promise<Image> {
  const tile = { width: drawn.size, height: drawn.size, pixels: drawn.pixels };
  const laid = await warper.warp(tile, head.toPicture, viewSize, viewSize);
  const { picture, share } = head;
  const pixels = new Uint8Array(laid.length);
  for (let i = 0; i < pixels.length; i++) {
    const weight = share[Math.floor(i / 3)]! / 255;
    pixels[i] = Math.round(weight * laid[i]! + (1 - weight) * picture.pixels[i]!);
  }
  return { ...picture, pixels };
}

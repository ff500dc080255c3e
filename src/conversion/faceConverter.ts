import type { Landmarks } from '../faces/landmarks';
import { drawMask } from '../faces/masks/drawMask';
import type { BuiltInMaskName } from '../faces/masks/masks';
import { type Matrix3, transformPoints } from '../faces/matrix3';
import type { Image } from '../media/frames';
import type { CompositeSettings } from './compositeGraph';
import { openCompositor } from './compositor';
import { createFaceMatrices, type FaceCropper, openFaceCropper } from './faceCrop';
import type { FaceSwapper, PaintedFace } from './faceSwapper';

/** A frame and the landmarks of the faces in it that are to be swapped. */
export interface FrameToConvert {
  readonly image: Image;
  readonly faces: readonly Landmarks[];
}

/** Swaps faces within frames. */
export interface FaceConverter {
  /** Changes the frames in place; all their faces go through the model together. Returns how many faces of each were swapped. */
  convert(frames: readonly FrameToConvert[]): Promise<number[]>;
  release(): Promise<void>;
}

/** These graphs are small: a second thread would mostly wait for the first, and take a core from the encoder. */
const threads = 1;

export function openFaceConverter(swapper: FaceSwapper, settings?: CompositeSettings): FaceConverter {
  const cropper = openFaceCropper({ threads });
  const compositor = openCompositor(swapper.outputSize, settings, { threads });
  return {
    convert: async (frames) => {
      const faces: (CutFace & { readonly frame: number })[] = [];
      for (const [frame, { image, faces: landmarks }] of frames.entries())
        for (const points of landmarks) faces.push({ frame, ...(await cutFace(cropper, swapper, image, points)) });
      const painted = frames.map(() => 0);
      if (faces.length === 0) return painted;
      const outputs = await swapFaces(swapper, faces);
      for (const [i, face] of faces.entries()) {
        const { face: swapped, mask } = outputs[i]!;
        if (await compositor.paint(face.image, { ...face, swapped, mask })) painted[face.frame]!++;
      }
      return painted;
    },
    release: async () => {
      await cropper.release();
      await compositor.release();
    },
  };
}

interface CutFace {
  readonly image: Image;
  readonly input: Uint8Array;
  readonly reference: Uint8Array;
  readonly landmarks: Landmarks;
  /** Frame pixels → pixels of the reference. */
  readonly matrix: Matrix3;
}

async function cutFace(
  cropper: FaceCropper,
  swapper: FaceSwapper,
  image: Image,
  landmarks: Landmarks,
): Promise<CutFace> {
  const { inputSize, outputSize } = swapper;
  const computeMatrix = createFaceMatrices(landmarks, swapper);
  const matrix = computeMatrix(outputSize);
  const reference = await cropper.crop(image, matrix, outputSize);
  const input = inputSize === outputSize ? reference : await cropper.crop(image, computeMatrix(inputSize), inputSize);
  return { image, input, reference, landmarks, matrix };
}

async function swapFaces(swapper: FaceSwapper, faces: readonly CutFace[]): Promise<readonly PaintedFace[]> {
  const inputs = faces.map(({ input }) => input);
  const { maskType } = swapper;
  if (maskType === 'predicted') {
    if (!swapper.swapWithMasks) throw new Error('a model with predicted masks draws none');
    return await swapper.swapWithMasks(inputs);
  }
  const swapped = await swapper.swap(inputs);
  return faces.map((face, i) => ({ face: swapped[i]!, mask: drawFaceMask(face, swapper.outputSize, maskType) }));
}

function drawFaceMask({ matrix, landmarks }: CutFace, size: number, maskType: BuiltInMaskName): Uint8Array {
  return drawMask(transformPoints(matrix, landmarks), size, maskType);
}

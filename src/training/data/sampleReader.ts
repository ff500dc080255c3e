import { drawMask } from '../../faces/masks/drawMask';
import { drawLandmarkMask, eyesShape, mouthShape } from '../../faces/masks/landmarkMask';
import { isStoredMask } from '../../faces/masks/masks';
import { maxFacePixels, readFaceHeader } from '../../facesets/facePng';
import { readImage } from '../../media/imageFile';
import { createTensor, openSession, type Session } from '../../runtime/session';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { OnnxBuilder } from '../../tensor/onnx/builder';
import { type CropFraming, type CropGeometry, noMaskRefinement } from './cropGeometry';
import { computeGaussianWeights } from './resizeWeights';
import { openSquareResizer } from './squareResizer';
import { openStoredMaskReader } from './storedMasks';
import { computeTrainingCrop } from './trainingCrop';

/** A face that is ready to be augmented: uint8 planes [3, size, size]. */
export interface Sample {
  /** Red, green, blue. */
  readonly face: Uint8Array;
  /** Face, eyes, mouth. */
  readonly masks: Uint8Array;
  /** The 68 landmarks in pixels of the sample, flat [x0, y0, …]. */
  readonly landmarks: Float32Array;
}

/** Reads face PNGs, and cuts training samples out of them. */
export interface SampleReader {
  /** @throws UserError when the file is damaged or not a face PNG of faceswap's */
  read(file: string): Promise<Sample>;
  release(): Promise<void>;
}

type Framing = CropFraming & Pick<CropGeometry, 'maskType' | 'maskRefinement'>;

const eyeAndMouthDilation = { dilationPercent: 2.5 };

/** Opens a reader of samples. @param size edge of the samples, pixels */
export async function openSampleReader(size: number, framing: Framing): Promise<SampleReader> {
  const { maskType, maskRefinement = noMaskRefinement } = framing;
  const resizer = await openSquareResizer(size, 3);
  const blur = await openSession(buildBlurModel(size), { threads: 1 });
  const stored = isStoredMask(maskType)
    ? await openStoredMaskReader(maskType, size, framing, maskRefinement)
    : undefined;
  return {
    async read(file) {
      const { face: record } = await readFaceHeader(file);
      const image = await readImage(file, maxFacePixels);
      if (image.width !== image.height)
        throw new UserError(t('{0} is not square, so extract did not write it. Move it out of the folder.', file));
      const { face, square, landmarks } = computeCrop(file, record.landmarks, image.width, framing, size);
      const faceMask = isStoredMask(maskType)
        ? await stored!.read(file, record, face)
        : drawMask(landmarks, size, maskType, maskRefinement);
      return {
        face: await resizer.resize(image, square),
        masks: concatBytes(faceMask, await drawEyeAndMouthMasks(blur, landmarks, size)),
        landmarks,
      };
    },
    async release() {
      await resizer.release();
      await blur.release();
      await stored?.release();
    },
  };
}

function computeCrop(
  file: string,
  landmarks: readonly (readonly number[])[],
  width: number,
  framing: Framing,
  size: number,
) {
  try {
    return computeTrainingCrop(landmarks, width, framing, size);
  } catch {
    throw new UserError(t('The landmarks in {0} are not those of a face. Move it out of the folder.', file));
  }
}

/** Builds the network that blurs the masks of eyes and mouth. Its kernel is a sixteenth of the size, made odd. */
function buildBlurModel(size: number): Uint8Array {
  const b = new OnnxBuilder('blur');
  const weights = b.constant(computeGaussianWeights(size, Math.floor(size / 16) | 1), [size, size], 'weights');
  const masks = b.node('Cast', [b.input('masks', 'uint8', [2, size, size])], { to: { type: 'float32' } });
  const rows = b.node('MatMul', [weights, masks]);
  const pixels = b.node('Round', [b.node('MatMul', [rows, b.node('Transpose', [weights])])]);
  b.output(b.node('Cast', [pixels], { to: { type: 'uint8' } }), 'uint8', undefined, 'planes');
  return b.bytes();
}

/** Draws the masks of eyes and mouth, blurred: [2, size, size]. */
async function drawEyeAndMouthMasks(blur: Session, landmarks: Float32Array, size: number): Promise<Uint8Array> {
  const [eyes, mouth] = [eyesShape, mouthShape].map((shape) =>
    drawLandmarkMask(landmarks, size, shape, eyeAndMouthDilation),
  ) as [Uint8Array, Uint8Array];
  const { planes } = await blur.run({ masks: createTensor('uint8', concatBytes(eyes, mouth), [2, size, size]) });
  return planes!.data as Uint8Array;
}

function concatBytes(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

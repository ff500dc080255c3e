import { landmarkMask } from '../../faces/masks';
import { readFaceHeader } from '../../facesets/facePng';
import { readImage } from '../../media/imageFile';
import { openSession, type Session, tensor } from '../../runtime/session';
import { UserError } from '../../shared/errors';
import type { Image } from '../../shared/image';
import { t } from '../../shared/l10n';
import { OnnxBuilder } from '../../tensor/onnx/builder';
import type { CropGeometry, MaskType } from './faceBatch';
import { areaWeights, cubicWeights, gaussianWeights } from './resampling';
import { type CropSquare, trainingCrop } from './trainingCrop';

/** A face ready to be augmented: uint8 planes [3, size, size]. */
export interface Sample {
  /** Red, green, blue. */
  readonly face: Uint8Array;
  /** Face, eyes, mouth. */
  readonly masks: Uint8Array;
  /** 68 points in pixels of the sample, flat [x0, y0, …]. */
  readonly landmarks: Float32Array;
}

/** Cuts training samples out of stored faces. */
export interface Sampler {
  /** @throws UserError when the file is no face PNG of faceswap's, or damaged. */
  read(file: string): Promise<Sample>;
  release(): Promise<void>;
}

type Framing = Pick<CropGeometry, 'centering' | 'coverage' | 'verticalOffset' | 'maskType'>;

const eyeAndMouthDilation = { dilationPercent: 2.5 };

/** @param size edge of the samples, pixels */
export async function openSampler(size: number, framing: Framing): Promise<Sampler> {
  const resize = await openSession(resizeModel(size), { threads: 1 });
  const blur = await openSession(blurModel(size), { threads: 1 });
  return {
    async read(file) {
      const { face } = await readFaceHeader(file);
      const image = await readImage(file);
      if (image.width !== image.height)
        throw new UserError(
          t('{0} is not square, so it is no face that extract wrote. Move it out of the folder.', file),
        );
      const { square, landmarks } = cropOf(file, face.landmarks, image.width, framing, size);
      return {
        face: await resized(resize, image, square, size),
        masks: await drawMasks(blur, landmarks, size, framing.maskType),
        landmarks,
      };
    },
    async release() {
      await resize.release();
      await blur.release();
    },
  };
}

function cropOf(
  file: string,
  landmarks: readonly (readonly number[])[],
  width: number,
  framing: Framing,
  size: number,
) {
  try {
    return trainingCrop(landmarks, width, framing, size);
  } catch {
    throw new UserError(t('The landmarks in {0} are not those of a face. Move it out of the folder.', file));
  }
}

/** Crop, zero padding and resize are one matrix an axis; rows outside the square are not even looked at. */
async function resized(session: Session, image: Image, { left, top, edge }: CropSquare, size: number) {
  const resize = edge > size ? areaWeights(edge, size) : cubicWeights(edge, size);
  const { width, pixels } = image;
  const [first, end] = [Math.min(width, Math.max(0, top)), Math.max(0, Math.min(width, top + edge))];
  const height = Math.max(1, end - first);
  const { planes } = await session.run({
    image: tensor('uint8', pixels.subarray(first * width * 3, (first + height) * width * 3), [height, width * 3]),
    rows: tensor('float32', placed(resize, edge, top - first, height), [size, height]),
    columns: tensor('float32', placed(resize, edge, left, width), [size, width]),
  });
  return planes!.data as Uint8Array;
}

/** The columns of a resize of `edge` pixels, laid on `length` pixels from `start` on: [size, length]. */
function placed(resize: Float32Array, edge: number, start: number, length: number): Float32Array {
  const size = resize.length / edge;
  const from = Math.max(0, -start);
  const to = Math.max(from, Math.min(edge, length - start));
  const matrix = new Float32Array(size * length);
  for (let i = 0; i < size; i++) matrix.set(resize.subarray(i * edge + from, i * edge + to), i * length + start + from);
  return matrix;
}

function resizeModel(size: number): Uint8Array {
  const b = new OnnxBuilder('crop');
  const image = b.node('Cast', [b.input('image', 'uint8', ['H', 'W3'])], { to: { type: 'float32' } });
  const rows = b.node('MatMul', [b.input('rows', 'float32', [size, 'H']), image]);
  // The channels go first only once few rows are left.
  const channels = b.node('Transpose', [b.node('Reshape', [rows, b.ints([size, -1, 3])])], { perm: [2, 0, 1] });
  const columns = b.node('Transpose', [b.input('columns', 'float32', [size, 'W'])]);
  const pixels = b.node('MatMul', [channels, columns]);
  outputPlanes(b, b.node('Clip', [b.node('Round', [pixels]), b.scalar(0), b.scalar(255)]));
  return b.bytes();
}

/** Softens the masks of eyes and mouth; their kernel is a sixteenth of the size, made odd. */
function blurModel(size: number): Uint8Array {
  const b = new OnnxBuilder('blur');
  const weights = b.constant(gaussianWeights(size, Math.floor(size / 16) | 1), [size, size], 'weights');
  const masks = b.node('Cast', [b.input('masks', 'uint8', [2, size, size])], { to: { type: 'float32' } });
  const rows = b.node('MatMul', [weights, masks]);
  outputPlanes(b, b.node('Round', [b.node('MatMul', [rows, b.node('Transpose', [weights])])]));
  return b.bytes();
}

function outputPlanes(b: OnnxBuilder, value: string): void {
  b.output(b.node('Cast', [value], { to: { type: 'uint8' } }), 'uint8', undefined, 'planes');
}

async function drawMasks(blur: Session, landmarks: Float32Array, size: number, type: MaskType): Promise<Uint8Array> {
  const masks = new Uint8Array(3 * size * size).fill(255);
  if (type !== 'none') masks.set(landmarkMask(landmarks, size, type));
  const sharpMasks = new Uint8Array(2 * size * size);
  sharpMasks.set(landmarkMask(landmarks, size, 'eyes', eyeAndMouthDilation));
  sharpMasks.set(landmarkMask(landmarks, size, 'mouth', eyeAndMouthDilation), size * size);
  const { planes } = await blur.run({ masks: tensor('uint8', sharpMasks, [2, size, size]) });
  masks.set(planes!.data as Uint8Array, size * size);
  return masks;
}

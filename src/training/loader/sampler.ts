import { landmarkMask } from '../../faces/masks';
import { readFaceHeader } from '../../facesets/facePng';
import { readImage } from '../../media/imageFile';
import { openSession, type Session, tensor } from '../../runtime/session';
import { UserError } from '../../shared/errors';
import type { Image } from '../../shared/image';
import { t } from '../../shared/l10n';
import { OnnxBuilder } from '../../tensor/onnx/builder';
import type { CropGeometry, MaskType } from './faceBatch';
import { areaWeights, cubicWeights, gaussianWeights, transposed } from './resampling';
import { type CropSquare, trainingCrop } from './trainingCrop';

/** A face ready to be augmented: uint8 planes [3, size, size]. */
export interface Sample {
  /** Red, green, blue. */
  readonly face: Uint8Array;
  /** Face, eyes, mouth. */
  readonly masks: Uint8Array;
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

/** Crop, zero padding and resize are one matrix an axis: [size, stored size]. */
async function resized(session: Session, image: Image, { left, top, edge }: CropSquare, size: number) {
  const resize = edge > size ? areaWeights(edge, size) : cubicWeights(edge, size);
  const stored = image.width;
  const { planes } = await session.run({
    image: tensor('uint8', image.pixels, [stored, stored, 3]),
    rows: tensor('float32', placed(resize, edge, top, stored), [size, stored]),
    columns: tensor('float32', transposed(placed(resize, edge, left, stored), stored), [stored, size]),
  });
  return planes!.data as Uint8Array;
}

/** The columns of a resize of `edge` pixels, laid on a picture of `stored` pixels from `start` on. */
function placed(resize: Float32Array, edge: number, start: number, stored: number): Float32Array {
  const size = resize.length / edge;
  const from = Math.max(0, -start);
  const to = Math.max(from, Math.min(edge, stored - start));
  const matrix = new Float32Array(size * stored);
  for (let i = 0; i < size; i++) matrix.set(resize.subarray(i * edge + from, i * edge + to), i * stored + start + from);
  return matrix;
}

function resizeModel(size: number): Uint8Array {
  const b = new OnnxBuilder('crop');
  const image = b.node('Transpose', [b.input('image', 'uint8', ['E', 'E', 3])], { perm: [2, 0, 1] });
  const rows = b.node('MatMul', [
    b.input('rows', 'float32', [size, 'E']),
    b.node('Cast', [image], { to: { type: 'float32' } }),
  ]);
  const pixels = b.node('MatMul', [rows, b.input('columns', 'float32', ['E', size])]);
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

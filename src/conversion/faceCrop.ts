import { alignFace, type Centering, computeCropMatrix } from '../faces/alignment';
import type { Landmarks } from '../faces/landmarks';
import { invert, type Matrix3, measureScale, multiply, translation } from '../faces/matrix3';
import { computeWholeFaceMatrix } from '../faces/wholeFace';
import type { Image } from '../media/frames';
import { createTensor, openSession, type Session, type SessionOptions } from '../runtime/session';
import { OnnxBuilder } from '../tensor/onnx/builder';
import { cutRegion, findRegionUnder, pixelScaling, toNormalized } from './frameRegion';

/** The square around a face that a model was trained on. */
export interface Framing {
  /** `whole-face` is DeepFaceLab's alignment, which knows neither coverage nor offset. */
  readonly centering: Centering | 'whole-face';
  /** 0..1 of the full crop. */
  readonly coverage: number;
  /** Upwards, in cores. */
  readonly verticalOffset: number;
}

/** Approximate factor by which the stored faces of the training were larger than the model's input. */
const storedPixels = 8;

/**
 * Creates a function that returns the matrix from frame pixels to pixels of the model's input, for a size of that input. Training averages squares of a stored face's pixels, and a
 * pixel's center then is that of its square: the same is done here.
 */
export function createFaceMatrices(
  landmarks: Landmarks,
  { centering, ...framing }: Framing,
): (size: number) => Matrix3 {
  if (centering === 'whole-face') return (size) => computeWholeFaceMatrix(landmarks, size);
  const face = alignFace(landmarks);
  return (size) =>
    multiply(
      pixelScaling(1 / storedPixels),
      computeCropMatrix(face, { ...framing, centering, size: size * storedPixels }),
    );
}

/** Cuts faces out of frames. */
export interface FaceCropper {
  /** Returns RGB, size·size·3 bytes; black beyond the frame. When it shrinks the face, it averages all pixels of the frame. */
  crop(frame: Image, matrix: Matrix3, size: number): Promise<Uint8Array>;
  release(): Promise<void>;
}

export function openFaceCropper(options: SessionOptions = {}): FaceCropper {
  const sessions = new Map<number, Promise<Session>>();
  const openCropSession = (factor: number) => {
    const session = sessions.get(factor) ?? openSession(buildCropGraph(factor), options);
    sessions.set(factor, session);
    return session;
  };
  return {
    crop: async (frame, matrix, size) => {
      const factor = Math.max(1, Math.floor(1 / measureScale(matrix)));
      const toFrame = invert(matrix);
      const region = findRegionUnder(frame, { x: 0, y: 0, width: size, height: size }, toFrame, 2 * factor);
      if (!region) return new Uint8Array(size * size * 3);
      const map = multiply(
        toNormalized(Math.ceil(region.width / factor), Math.ceil(region.height / factor)),
        pixelScaling(1 / factor),
        translation(-region.x, -region.y),
        toFrame,
        invert(toNormalized(size, size)),
      );
      const feeds = {
        region: createTensor('uint8', cutRegion(frame, region), [region.height, region.width, 3]),
        map: createTensor('float32', Float32Array.from(map.slice(0, 6)), [1, 2, 3]),
        size: createTensor('int64', BigInt64Array.of(1n, 3n, BigInt(size), BigInt(size)), [4]),
      };
      return (await (await openCropSession(factor)).run(feeds)).crop!.data as Uint8Array;
    },
    release: async () => {
      for (const session of sessions.values()) await (await session).release();
    },
  };
}

/**
 * Builds the crop graph: `region` uint8 [h, w, 3] is averaged over squares of `factor` pixels, then sampled through `map` [1, 2, 3] →
 * `crop` uint8 [size, size, 3]: linear, cubic where nothing is averaged.
 */
function buildCropGraph(factor: number): Uint8Array {
  const builder = new OnnxBuilder('crop');
  const region = builder.node('Cast', [builder.input('region', 'uint8', ['h', 'w', 3])], { to: { type: 'float32' } });
  const planes = builder.node('Unsqueeze', [
    builder.node('Transpose', [region], { perm: [2, 0, 1] }),
    builder.ints([0]),
  ]);
  const pool = { kernel_shape: [factor, factor], strides: [factor, factor], ceil_mode: 1 };
  const averaged = factor === 1 ? planes : builder.node('AveragePool', [planes], pool);
  const map = builder.input('map', 'float32', [1, 2, 3]);
  const grid = builder.node('AffineGrid', [map, builder.input('size', 'int64', [4])], { align_corners: 1 });
  const mode = factor === 1 ? 'cubic' : 'linear';
  const sampled = builder.node('GridSample', [averaged, grid], { mode, padding_mode: 'zeros', align_corners: 1 });
  const rounded = builder.node('Clip', [builder.node('Round', [sampled]), builder.scalar(0), builder.scalar(255)]);
  const bytes = builder.node('Cast', [builder.node('Squeeze', [rounded, builder.ints([0])])], {
    to: { type: 'uint8' },
  });
  builder.output(builder.node('Transpose', [bytes], { perm: [1, 2, 0] }, 'crop'), 'uint8');
  return builder.bytes();
}

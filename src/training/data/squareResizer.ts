import type { Image } from '../../media/frames';
import { createTensor, openSession } from '../../runtime/session';
import { OnnxBuilder } from '../../tensor/onnx/builder';
import { computeAreaWeights, computeCubicWeights } from './resizeWeights';
import type { CropSquare } from './trainingCrop';

/** Cuts squares out of images and resizes them: by area to shrink, cubic to enlarge; black beyond the image. */
export interface SquareResizer {
  /** @returns uint8 planes [channels, size, size] */
  resize(image: Image, square: CropSquare): Promise<Uint8Array>;
  release(): Promise<void>;
}

/**
 * Opens a resizer.
 * @param size edge of the results, pixels
 * @param channels bytes per pixel of the images
 */
export async function openSquareResizer(size: number, channels: number): Promise<SquareResizer> {
  const session = await openSession(buildResizeModel(size, channels), { threads: 1 });
  return {
    release: () => session.release(),
    // Crop, zero padding and resize are one matrix for each axis. Rows outside of the square are not read at all.
    async resize({ width, height, pixels }, { left, top, edge }) {
      const resize = edge > size ? computeAreaWeights(edge, size) : computeCubicWeights(edge, size);
      const [first, end] = [Math.min(height - 1, Math.max(0, top)), Math.max(0, Math.min(height, top + edge))];
      const rows = Math.max(1, end - first);
      const stride = width * channels;
      const { planes } = await session.run({
        image: createTensor('uint8', pixels.subarray(first * stride, (first + rows) * stride), [rows, stride]),
        rows: createTensor('float32', placeColumns(resize, edge, top - first, rows), [size, rows]),
        columns: createTensor('float32', placeColumns(resize, edge, left, width), [size, width]),
      });
      return planes!.data as Uint8Array;
    },
  };
}

/** Places the resize matrix of `edge` pixels at pixel `start` of `length` pixels: [size, length]. */
function placeColumns(resize: Float32Array, edge: number, start: number, length: number): Float32Array {
  const size = resize.length / edge;
  const from = Math.max(0, -start);
  const to = Math.max(from, Math.min(edge, length - start));
  const matrix = new Float32Array(size * length);
  if (from < to)
    for (let i = 0; i < size; i++)
      matrix.set(resize.subarray(i * edge + from, i * edge + to), i * length + start + from);
  return matrix;
}

function buildResizeModel(size: number, channels: number): Uint8Array {
  const b = new OnnxBuilder('square');
  const image = b.node('Cast', [b.input('image', 'uint8', ['H', 'WC'])], { to: { type: 'float32' } });
  const rows = b.node('MatMul', [b.input('rows', 'float32', [size, 'H']), image]);
  // Transposing is cheaper now, after most rows are gone.
  const planes = b.node('Transpose', [b.node('Reshape', [rows, b.ints([size, -1, channels])])], { perm: [2, 0, 1] });
  const columns = b.node('Transpose', [b.input('columns', 'float32', [size, 'W'])]);
  const pixels = b.node('MatMul', [planes, columns]);
  const bytes = b.node('Clip', [b.node('Round', [pixels]), b.scalar(0), b.scalar(255)]);
  b.output(b.node('Cast', [bytes], { to: { type: 'uint8' } }), 'uint8', undefined, 'planes');
  return b.bytes();
}

import type { OnnxBuilder, OnnxValue } from '../onnx/builder';
import type { LoweredValue } from '../operator';
import { type ConvAttributes, getConvGeometry, getConvOutputShape } from '../ops/convGeometry';
import { invertIndices } from '../ops/gather';

/** Extents of a convolution as matrix products. Pixels are counted per image. */
export interface ConvExtents {
  readonly batch: number;
  readonly pixelsIn: number;
  readonly pixelsOut: number;
  readonly taps: number;
  readonly channels: number;
  readonly outputs: number;
}

export function getConvExtents(attributes: ConvAttributes): ConvExtents {
  const [batch, height, width, channels] = attributes.inputShape as [number, number, number, number];
  const [, heightOut, widthOut, outputs] = getConvOutputShape(attributes) as [number, number, number, number];
  const taps = attributes.kernelShape[0]! * attributes.kernelShape[1]!;
  return { batch, pixelsIn: height * width, pixelsOut: heightOut * widthOut, taps, channels, outputs };
}

/** Index of a pixel in the padding. ONNX' Gather reads -1 as the last row, where {@link appendZeroRow} puts zeros. */
export const outsideImage = -1;

/**
 * Returns the pixel that each kernel tap reads for each output pixel, [pixelsOut, taps]; {@link outsideImage} in the
 * padding.
 */
export function listPixelsRead(attributes: ConvAttributes): Int32Array {
  const [vertical, horizontal] = getConvGeometry(attributes);
  const pixels = new Int32Array(vertical.output * horizontal.output * vertical.kernel * horizontal.kernel);
  let position = 0;
  for (let y = 0; y < vertical.output; y++)
    for (let x = 0; x < horizontal.output; x++)
      for (let i = 0; i < vertical.kernel; i++)
        for (let j = 0; j < horizontal.kernel; j++) {
          const row = y * vertical.stride + i - vertical.before;
          const column = x * horizontal.stride + j - horizontal.before;
          const inside = row >= 0 && row < vertical.input && column >= 0 && column < horizontal.input;
          pixels[position++] = inside ? row * horizontal.input + column : outsideImage;
        }
  return pixels;
}

/** Gathers the patches of x as a matrix [N·pixelsOut, taps · C]: im2col. */
export function gatherPatches(onnx: OnnxBuilder, x: LoweredValue, attributes: ConvAttributes): OnnxValue {
  const { batch, pixelsIn, pixelsOut, taps, channels } = getConvExtents(attributes);
  if (taps === 1 && pixelsIn === pixelsOut) return reshape(onnx, x.name, [batch * pixelsIn, channels]);
  const images = appendZeroRow(onnx, x.name, [batch, pixelsIn, channels]);
  const indices = onnx.share(`pixels read ${getGeometryKey(attributes)}`, () =>
    onnx.constant(listPixelsRead(attributes), [pixelsOut, taps]),
  );
  return reshape(onnx, onnx.node('Gather', [images, indices], { axis: 1 }), [batch * pixelsOut, taps * channels]);
}

/**
 * The transpose of {@link gatherPatches}: sums the gradients of all taps that read a pixel.
 * @param rows [N·pixelsOut·taps + taps, C], the gradients of the taps, with zeros in the last rows
 * @returns [N·pixelsIn, C]
 */
export function sumPatches(onnx: OnnxBuilder, rows: OnnxValue, attributes: ConvAttributes): OnnxValue {
  const { batch, pixelsIn, pixelsOut, taps } = getConvExtents(attributes);
  const indices = onnx.share(`taps that read a pixel ${getGeometryKey(attributes)}`, () => {
    const { places, perElement } = invertIndices(listPixelsRead(attributes), pixelsIn);
    return onnx.constant(repeatForBatch(places, batch, pixelsOut * taps), [batch * pixelsIn, perElement]);
  });
  return sumRows(onnx, rows, indices);
}

/** Sums, for each row of `indices`, the rows of [n, C] that it names. */
export function sumRows(onnx: OnnxBuilder, rows: OnnxValue, indices: OnnxValue): OnnxValue {
  return onnx.node('ReduceSum', [onnx.node('Gather', [rows, indices], { axis: 0 }), onnx.ints([1])], { keepdims: 0 });
}

/** Repeats indices into the rows of one image for all images of a batch, whose rows follow each other. */
export function repeatForBatch(indices: Int32Array, batch: number, rowsPerImage: number): Int32Array {
  const result = new Int32Array(batch * indices.length);
  for (let n = 0; n < batch; n++)
    result.set(
      indices.map((index) => (index === outsideImage ? outsideImage : index + n * rowsPerImage)),
      n * indices.length,
    );
  return result;
}

/** Reshapes x to [rows, C] or [N, rows, C] and appends a row of zeros (to each image). */
export function appendZeroRow(onnx: OnnxBuilder, x: OnnxValue, shape: readonly number[]): OnnxValue {
  const zeroShape = shape.map((extent, axis) => (axis === shape.length - 2 ? 1 : extent));
  const zeros = onnx.constant(new Float32Array(zeroShape.reduce((a, b) => a * b)), zeroShape);
  return onnx.node('Concat', [reshape(onnx, x, shape), zeros], { axis: shape.length - 2 });
}

export function reshape(onnx: OnnxBuilder, x: OnnxValue, shape: readonly number[]): OnnxValue {
  return onnx.node('Reshape', [x, onnx.ints(shape)]);
}

/** Returns a key that is equal for convolutions that read the same pixels. */
export function getGeometryKey({ stride, padding, inputShape, kernelShape }: ConvAttributes): string {
  return [stride, padding, inputShape.slice(0, 3), kernelShape.slice(0, 2)].join();
}

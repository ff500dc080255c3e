import type { OnnxBuilder, OnnxValue } from '../onnx/builder';
import type { LoweredCall, LoweredValue } from '../operator';
import type { ConvAttributes } from '../ops/convGeometry';
import { type Extents, extentsOf, geometryKey, overBatch, pixelsRead, reshape, sumRows, withZeroRow } from './patches';

/**
 * Convolutions to few channels, turned round: patches would make a wide matrix for a thin product, so the product with
 * all taps of the kernel comes first, and what the taps give is gathered and summed after.
 */

type ConvCall = LoweredCall<ConvAttributes>;

/** y[p] = sum over the taps t of (x · kernel[t])[pixel that t reads at p]. */
export function turnedConv2d(onnx: OnnxBuilder, { inputs, attributes, output }: ConvCall): OnnxValue {
  const [x, kernel, bias] = inputs;
  const extents = extentsOf(attributes);
  const { batch, pixelsIn, pixelsOut, taps, channels, outputs } = extents;
  const rows = withZeroRow(onnx, x!.name, [batch * pixelsIn, channels]);
  const product = onnx.node('Gemm', [rows, turnedKernel(onnx, kernel!, extents)]);
  const indices = onnx.once(`tap results of a pixel ${geometryKey(attributes)}`, () => {
    const places = pixelsRead(attributes).map((pixel, i) => (pixel < 0 ? pixel : pixel * taps + (i % taps)));
    return onnx.constant(overBatch(places, batch, pixelsIn * taps), [batch * pixelsOut, taps]);
  });
  const y = sumRows(onnx, reshape(onnx, product, [-1, outputs]), indices);
  return reshape(onnx, bias ? onnx.node('Add', [y, bias.name]) : y, output.shape);
}

export function turnedFilterGradient(onnx: OnnxBuilder, { inputs, attributes, output }: ConvCall): OnnxValue {
  const [x, dy] = inputs;
  const { batch, pixelsIn, taps, channels, outputs } = extentsOf(attributes);
  const rows = reshape(onnx, x!.name, [batch * pixelsIn, channels]);
  const product = onnx.node('Gemm', [rows, readersOf(onnx, dy!, attributes)], { transA: 1 });
  const byChannel = reshape(onnx, product, [channels, taps, outputs]);
  return reshape(onnx, onnx.node('Transpose', [byChannel], { perm: [1, 0, 2] }), output.shape);
}

export function turnedInputGradient(onnx: OnnxBuilder, { inputs, attributes, output }: ConvCall): OnnxValue {
  const [dy, kernel] = inputs;
  const factors = [readersOf(onnx, dy!, attributes), turnedKernel(onnx, kernel!, extentsOf(attributes))];
  return reshape(onnx, onnx.node('Gemm', factors, { transB: 1 }), output.shape);
}

/** [C, taps · O]. */
function turnedKernel(onnx: OnnxBuilder, kernel: LoweredValue, { taps, channels, outputs }: Extents): OnnxValue {
  const byTap = reshape(onnx, kernel.name, [taps, channels, outputs]);
  return reshape(onnx, onnx.node('Transpose', [byTap], { perm: [1, 0, 2] }), [channels, taps * outputs]);
}

/** For each input pixel and tap the dy of the output pixel that reads it so, zero where none does: [N·pixelsIn, taps · O]. */
function readersOf(onnx: OnnxBuilder, dy: LoweredValue, attributes: ConvAttributes): OnnxValue {
  return onnx.once(`readers in ${dy.name} ${geometryKey(attributes)}`, () => {
    const { batch, pixelsIn, pixelsOut, taps, outputs } = extentsOf(attributes);
    const readers = new Int32Array(pixelsIn * taps).fill(-1);
    pixelsRead(attributes).forEach((pixel, i) => {
      if (pixel >= 0) readers[pixel * taps + (i % taps)] = Math.floor(i / taps);
    });
    const images = withZeroRow(onnx, dy.name, [batch, pixelsOut, outputs]);
    const gathered = onnx.node('Gather', [images, onnx.constant(readers, [pixelsIn, taps])], { axis: 1 });
    return reshape(onnx, gathered, [batch * pixelsIn, taps * outputs]);
  });
}

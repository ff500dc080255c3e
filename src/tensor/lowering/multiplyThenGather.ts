import type { OnnxBuilder, OnnxValue } from '../onnx/builder';
import type { LoweredCall, LoweredValue } from '../operator';
import type { ConvAttributes } from '../ops/convGeometry';
import {
  appendZeroRow,
  type ConvExtents,
  getConvExtents,
  getGeometryKey,
  listPixelsRead,
  repeatForBatch,
  reshape,
  sumRows,
} from './patches';

/**
 * Convolutions to few channels. Gathered patches would be a large matrix, although the product has few columns. So the
 * pixels are multiplied by all taps of the kernel first, and the results of the taps are gathered and summed
 * afterwards.
 */

type ConvCall = LoweredCall<ConvAttributes>;

/** y[p] = sum over all taps t of (x · kernel[t])[pixel that t reads for p]. */
export function multiplyThenGatherConv2d(onnx: OnnxBuilder, { inputs, attributes, output }: ConvCall): OnnxValue {
  const [x, kernel, bias] = inputs;
  const extents = getConvExtents(attributes);
  const { batch, pixelsIn, pixelsOut, taps, channels, outputs } = extents;
  const rows = appendZeroRow(onnx, x!.name, [batch * pixelsIn, channels]);
  const product = onnx.node('Gemm', [rows, arrangeKernel(onnx, kernel!, extents)]);
  const indices = onnx.share(`tap results of a pixel ${getGeometryKey(attributes)}`, () => {
    const places = listPixelsRead(attributes).map((pixel, i) => (pixel < 0 ? pixel : pixel * taps + (i % taps)));
    return onnx.constant(repeatForBatch(places, batch, pixelsIn * taps), [batch * pixelsOut, taps]);
  });
  const y = sumRows(onnx, reshape(onnx, product, [-1, outputs]), indices);
  return reshape(onnx, bias ? onnx.node('Add', [y, bias.name]) : y, output.shape);
}

export function multiplyThenGatherFilterGradient(
  onnx: OnnxBuilder,
  { inputs, attributes, output }: ConvCall,
): OnnxValue {
  const [x, dy] = inputs;
  const { batch, pixelsIn, taps, channels, outputs } = getConvExtents(attributes);
  const rows = reshape(onnx, x!.name, [batch * pixelsIn, channels]);
  const product = onnx.node('Gemm', [rows, gatherReaders(onnx, dy!, attributes)], { transA: 1 });
  const byChannel = reshape(onnx, product, [channels, taps, outputs]);
  return reshape(onnx, onnx.node('Transpose', [byChannel], { perm: [1, 0, 2] }), output.shape);
}

export function multiplyThenGatherInputGradient(
  onnx: OnnxBuilder,
  { inputs, attributes, output }: ConvCall,
): OnnxValue {
  const [dy, kernel] = inputs;
  const factors = [gatherReaders(onnx, dy!, attributes), arrangeKernel(onnx, kernel!, getConvExtents(attributes))];
  return reshape(onnx, onnx.node('Gemm', factors, { transB: 1 }), output.shape);
}

/** Returns the kernel as a matrix [C, taps · O]. */
function arrangeKernel(onnx: OnnxBuilder, kernel: LoweredValue, { taps, channels, outputs }: ConvExtents): OnnxValue {
  const byTap = reshape(onnx, kernel.name, [taps, channels, outputs]);
  return reshape(onnx, onnx.node('Transpose', [byTap], { perm: [1, 0, 2] }), [channels, taps * outputs]);
}

/**
 * Gathers, for each input pixel and tap, the dy of the output pixel that reads it, or zeros if none does: [N·pixelsIn,
 * taps · O].
 */
function gatherReaders(onnx: OnnxBuilder, dy: LoweredValue, attributes: ConvAttributes): OnnxValue {
  return onnx.share(`readers in ${dy.name} ${getGeometryKey(attributes)}`, () => {
    const { batch, pixelsIn, pixelsOut, taps, outputs } = getConvExtents(attributes);
    const readers = new Int32Array(pixelsIn * taps).fill(-1);
    listPixelsRead(attributes).forEach((pixel, i) => {
      if (pixel >= 0) readers[pixel * taps + (i % taps)] = Math.floor(i / taps);
    });
    const images = appendZeroRow(onnx, dy.name, [batch, pixelsOut, outputs]);
    const gathered = onnx.node('Gather', [images, onnx.constant(readers, [pixelsIn, taps])], { axis: 1 });
    return reshape(onnx, gathered, [batch * pixelsIn, taps * outputs]);
  });
}

import type { OnnxBuilder, OnnxValue } from '../onnx/builder';
import type { LoweredCall, LoweredValue, Lowering } from '../operator';
import type { ConvAttributes } from '../ops/convGeometry';
import { extentsOf, gatherPatches, geometryKey, reshape, sumPatches, withZeroRow } from './patches';
import { turnedConv2d, turnedFilterGradient, turnedInputGradient } from './turnedConvolution';

/**
 * Convolutions on the CPU: images are matrices of pixels [N·H·W, C] (the same memory as [N, H, W, C]), one `Gather` of
 * pixels makes the matrix of patches, all the rest is matrix products over the whole batch.
 */

type ConvCall = LoweredCall<ConvAttributes>;

/** Patches up to this size are kept from the forward pass for the filter gradient; larger ones are gathered again. */
const keptPatchesBytes = 64 * 2 ** 20;

function isTurnedRound({ attributes }: ConvCall): boolean {
  const { channels, outputs } = extentsOf(attributes);
  return outputs < 16 && outputs < channels;
}

function conv2d(onnx: OnnxBuilder, { inputs: [x, kernel, bias], attributes, output }: ConvCall): OnnxValue {
  const { taps, channels, outputs } = extentsOf(attributes);
  const factors = [patches(onnx, x!, attributes), reshape(onnx, kernel!.name, [taps * channels, outputs])];
  return reshape(onnx, onnx.node('Gemm', [...factors, ...(bias ? [bias.name] : [])]), output.shape);
}

function filterGradient(onnx: OnnxBuilder, { inputs: [x, dy], attributes, output }: ConvCall): OnnxValue {
  const { batch, pixelsOut, outputs } = extentsOf(attributes);
  const rows = reshape(onnx, dy!.name, [batch * pixelsOut, outputs]);
  return reshape(onnx, onnx.node('Gemm', [patches(onnx, x!, attributes), rows], { transA: 1 }), output.shape);
}

/** The row of zeros that the sum over patches needs goes through the product: there it costs least. */
function inputGradient(onnx: OnnxBuilder, { inputs: [dy, kernel], attributes, output }: ConvCall): OnnxValue {
  const { batch, pixelsOut, taps, channels, outputs } = extentsOf(attributes);
  const rows = withZeroRow(onnx, dy!.name, [batch * pixelsOut, outputs]);
  const product = onnx.node('Gemm', [rows, reshape(onnx, kernel!.name, [taps * channels, outputs])], { transB: 1 });
  return reshape(onnx, sumPatches(onnx, reshape(onnx, product, [-1, channels]), attributes), output.shape);
}

function patches(onnx: OnnxBuilder, x: LoweredValue, attributes: ConvAttributes): OnnxValue {
  const { batch, pixelsOut, taps, channels } = extentsOf(attributes);
  const make = () => gatherPatches(onnx, x, attributes);
  if (batch * pixelsOut * taps * channels * 4 > keptPatchesBytes) return make();
  return onnx.once(`patches of ${x.name} ${geometryKey(attributes)}`, make);
}

function either(usual: Lowering<ConvAttributes>, turned: Lowering<ConvAttributes>): Lowering<ConvAttributes> {
  return (onnx, call) => (isTurnedRound(call) ? turned : usual)(onnx, call);
}

const own: Readonly<Record<string, Lowering<ConvAttributes>>> = {
  conv2d: either(conv2d, turnedConv2d),
  conv2dInputGradient: either(inputGradient, turnedInputGradient),
  conv2dFilterGradient: either(filterGradient, turnedFilterGradient),
};

export const cpuLowerings: Readonly<Record<string, Lowering>> = own;

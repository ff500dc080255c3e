import type { OnnxBuilder, OnnxValue } from '../onnx/builder';
import type { LoweredCall, Lowering } from '../operator';
import type { ConvAttributes } from '../ops/convGeometry';
import { extentsOf, gatherPatches, reshape, sumPatches, withZeroRow } from './patches';
import { turnedConv2d, turnedFilterGradient, turnedInputGradient } from './turnedConvolution';
import { suitsWinograd, winogradConv2d, winogradFilterGradient, winogradInputGradient } from './winogradConvolution';

/**
 * Convolutions on the CPU: images are matrices of pixels [N·H·W, C] (the same memory as [N, H, W, C]), one `Gather` of
 * pixels makes the matrix of patches, all the rest is matrix products over the whole batch. Convolutions to few channels
 * are turned round, 3x3 convolutions of many pixels go by minimal filtering.
 */

type ConvCall = LoweredCall<ConvAttributes>;

function isTurnedRound({ attributes }: ConvCall): boolean {
  const { channels, outputs } = extentsOf(attributes);
  return outputs < 16 && outputs < channels;
}

function conv2d(onnx: OnnxBuilder, { inputs: [x, kernel, bias], attributes, output }: ConvCall): OnnxValue {
  const { taps, channels, outputs } = extentsOf(attributes);
  const factors = [gatherPatches(onnx, x!, attributes), reshape(onnx, kernel!.name, [taps * channels, outputs])];
  return reshape(onnx, onnx.node('Gemm', [...factors, ...(bias ? [bias.name] : [])]), output.shape);
}

function filterGradient(onnx: OnnxBuilder, { inputs: [x, dy], attributes, output }: ConvCall): OnnxValue {
  const { batch, pixelsOut, outputs } = extentsOf(attributes);
  const rows = reshape(onnx, dy!.name, [batch * pixelsOut, outputs]);
  return reshape(onnx, onnx.node('Gemm', [gatherPatches(onnx, x!, attributes), rows], { transA: 1 }), output.shape);
}

/** The row of zeros that the sum over patches needs goes through the product: there it costs least. */
function inputGradient(onnx: OnnxBuilder, { inputs: [dy, kernel], attributes, output }: ConvCall): OnnxValue {
  const { batch, pixelsOut, taps, channels, outputs } = extentsOf(attributes);
  const rows = withZeroRow(onnx, dy!.name, [batch * pixelsOut, outputs]);
  const product = onnx.node('Gemm', [rows, reshape(onnx, kernel!.name, [taps * channels, outputs])], { transB: 1 });
  return reshape(onnx, sumPatches(onnx, reshape(onnx, product, [-1, channels]), attributes), output.shape);
}

interface Ways {
  readonly usual: Lowering<ConvAttributes>;
  readonly turned: Lowering<ConvAttributes>;
  readonly winograd: Lowering<ConvAttributes>;
}

function byShape({ usual, turned, winograd }: Ways): Lowering<ConvAttributes> {
  return (onnx, call) => {
    const way = isTurnedRound(call) ? turned : suitsWinograd(call) ? winograd : usual;
    return way(onnx, call);
  };
}

const own: Readonly<Record<string, Lowering<ConvAttributes>>> = {
  conv2d: byShape({ usual: conv2d, turned: turnedConv2d, winograd: winogradConv2d }),
  conv2dInputGradient: byShape({ usual: inputGradient, turned: turnedInputGradient, winograd: winogradInputGradient }),
  conv2dFilterGradient: byShape({
    usual: filterGradient,
    turned: turnedFilterGradient,
    winograd: winogradFilterGradient,
  }),
};

export const cpuLowerings: Readonly<Record<string, Lowering>> = own;

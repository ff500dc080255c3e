import type { OnnxBuilder, OnnxValue } from '../onnx/builder';
import type { LoweredCall, Lowering } from '../operator';
import type { ConvAttributes } from '../ops/convGeometry';
import {
  multiplyThenGatherConv2d,
  multiplyThenGatherFilterGradient,
  multiplyThenGatherInputGradient,
} from './multiplyThenGather';
import { appendZeroRow, gatherPatches, getConvExtents, reshape, sumPatches } from './patches';
import { suitsWinograd, winogradConv2d, winogradFilterGradient, winogradInputGradient } from './winogradConvolution';

/**
 * Convolutions on the CPU. Images are matrices of pixels [N·H·W, C], which is the same memory as [N, H, W, C]. There
 * are three methods, chosen by shape:
 * - gather, then multiply: one `Gather` of pixels makes the matrix of patches, then one matrix product covers the
 *   batch;
 * - multiply, then gather: for few output channels (multiplyThenGather.ts);
 * - minimal filtering: for 3x3 convolutions of many pixels (winogradConvolution.ts).
 */

type ConvCall = LoweredCall<ConvAttributes>;

function suitsMultiplyThenGather({ attributes }: ConvCall): boolean {
  const { channels, outputs } = getConvExtents(attributes);
  return outputs < 16 && outputs < channels;
}

function gatherThenMultiplyConv2d(
  onnx: OnnxBuilder,
  { inputs: [x, kernel, bias], attributes, output }: ConvCall,
): OnnxValue {
  const { taps, channels, outputs } = getConvExtents(attributes);
  const factors = [gatherPatches(onnx, x!, attributes), reshape(onnx, kernel!.name, [taps * channels, outputs])];
  return reshape(onnx, onnx.node('Gemm', [...factors, ...(bias ? [bias.name] : [])]), output.shape);
}

function gatherThenMultiplyFilterGradient(
  onnx: OnnxBuilder,
  { inputs: [x, dy], attributes, output }: ConvCall,
): OnnxValue {
  const { batch, pixelsOut, outputs } = getConvExtents(attributes);
  const rows = reshape(onnx, dy!.name, [batch * pixelsOut, outputs]);
  return reshape(onnx, onnx.node('Gemm', [gatherPatches(onnx, x!, attributes), rows], { transA: 1 }), output.shape);
}

/** Computes the gradient of the input. The row of zeros that `sumPatches` needs is appended before the product, because that copies less than after it. */
function gatherThenMultiplyInputGradient(
  onnx: OnnxBuilder,
  { inputs: [dy, kernel], attributes, output }: ConvCall,
): OnnxValue {
  const { batch, pixelsOut, taps, channels, outputs } = getConvExtents(attributes);
  const rows = appendZeroRow(onnx, dy!.name, [batch * pixelsOut, outputs]);
  const product = onnx.node('Gemm', [rows, reshape(onnx, kernel!.name, [taps * channels, outputs])], { transB: 1 });
  return reshape(onnx, sumPatches(onnx, reshape(onnx, product, [-1, channels]), attributes), output.shape);
}

interface ConvMethods {
  readonly gatherThenMultiply: Lowering<ConvAttributes>;
  readonly multiplyThenGather: Lowering<ConvAttributes>;
  readonly winograd: Lowering<ConvAttributes>;
}

function chooseByShape({ gatherThenMultiply, multiplyThenGather, winograd }: ConvMethods): Lowering<ConvAttributes> {
  return (onnx, call) => {
    const method = suitsMultiplyThenGather(call)
      ? multiplyThenGather
      : suitsWinograd(call)
        ? winograd
        : gatherThenMultiply;
    return method(onnx, call);
  };
}

const convLowerings: Readonly<Record<string, Lowering<ConvAttributes>>> = {
  conv2d: chooseByShape({
    gatherThenMultiply: gatherThenMultiplyConv2d,
    multiplyThenGather: multiplyThenGatherConv2d,
    winograd: winogradConv2d,
  }),
  conv2dInputGradient: chooseByShape({
    gatherThenMultiply: gatherThenMultiplyInputGradient,
    multiplyThenGather: multiplyThenGatherInputGradient,
    winograd: winogradInputGradient,
  }),
  conv2dFilterGradient: chooseByShape({
    gatherThenMultiply: gatherThenMultiplyFilterGradient,
    multiplyThenGather: multiplyThenGatherFilterGradient,
    winograd: winogradFilterGradient,
  }),
};

export const cpuLowerings: Readonly<Record<string, Lowering>> = convLowerings;

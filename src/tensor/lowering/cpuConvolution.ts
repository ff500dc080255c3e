import type { OnnxBuilder, OnnxValue } from '../onnx/builder';
import type { LoweredCall, LoweredValue, Lowering } from '../operator';
import { type ConvAttributes, convGeometry, convOutputShape } from '../ops/convGeometry';
import { invertIndices } from '../ops/gather';

/**
 * Convolutions on the CPU: images are matrices of pixels [N·H·W, C] (the same memory as [N, H, W, C]), one `Gather` of
 * pixels makes the matrix of patches (im2col), all the rest is matrix products over the whole batch.
 */

/** Patches up to this size are kept from the forward pass for the filter gradient; larger ones are gathered again. */
const keptPatchesBytes = 64 * 2 ** 20;

type ConvCall = LoweredCall<ConvAttributes>;

/** Extents of one convolution as matrices: pixels are those of one image. */
interface Extents {
  readonly batch: number;
  readonly pixelsIn: number;
  readonly pixelsOut: number;
  readonly taps: number;
  readonly channels: number;
  readonly outputs: number;
}

function extentsOf(attributes: ConvAttributes): Extents {
  const [batch, height, width, channels] = attributes.inputShape as [number, number, number, number];
  const [, heightOut, widthOut, outputs] = convOutputShape(attributes) as [number, number, number, number];
  const taps = attributes.kernelShape[0]! * attributes.kernelShape[1]!;
  return { batch, pixelsIn: height * width, pixelsOut: heightOut * widthOut, taps, channels, outputs };
}

/**
 * Which pixel of an image each tap of each output pixel reads, [pixelsOut, taps]; taps in the padding name pixel
 * `pixelsIn`, a row of zeros behind the image.
 */
function patchIndices(attributes: ConvAttributes): Int32Array {
  const [vertical, horizontal] = convGeometry(attributes);
  const indices = new Int32Array(vertical.output * horizontal.output * vertical.kernel * horizontal.kernel);
  let position = 0;
  for (let y = 0; y < vertical.output; y++)
    for (let x = 0; x < horizontal.output; x++)
      for (let i = 0; i < vertical.kernel; i++)
        for (let j = 0; j < horizontal.kernel; j++) {
          const row = y * vertical.stride + i - vertical.before;
          const column = x * horizontal.stride + j - horizontal.before;
          const inside = row >= 0 && row < vertical.input && column >= 0 && column < horizontal.input;
          indices[position++] = inside ? row * horizontal.input + column : vertical.input * horizontal.input;
        }
  return indices;
}

/** Few output channels make wide patches for thin products: then the product comes first and the taps are gathered after. */
function isTurnedRound({ channels, outputs }: Extents): boolean {
  return outputs < 16 && outputs < channels;
}

function conv2d(onnx: OnnxBuilder, call: ConvCall): OnnxValue {
  const [x, kernel, bias] = call.inputs;
  const extents = extentsOf(call.attributes);
  if (isTurnedRound(extents)) return turnedConv2d(onnx, call, extents);
  const { taps, channels, outputs } = extents;
  const inputs = [patches(onnx, x!, call.attributes), reshape(onnx, kernel!.name, [taps * channels, outputs])];
  return reshape(onnx, onnx.node('Gemm', [...inputs, ...(bias ? [bias.name] : [])]), call.output.shape);
}

function filterGradient(onnx: OnnxBuilder, call: ConvCall): OnnxValue {
  const [x, dy] = call.inputs;
  const extents = extentsOf(call.attributes);
  if (isTurnedRound(extents)) return turnedFilterGradient(onnx, call, extents);
  const rows = reshape(onnx, dy!.name, [extents.batch * extents.pixelsOut, extents.outputs]);
  const gradient = onnx.node('Gemm', [patches(onnx, x!, call.attributes), rows], { transA: 1 });
  return reshape(onnx, gradient, call.output.shape);
}

function inputGradient(onnx: OnnxBuilder, call: ConvCall): OnnxValue {
  const [dy, kernel] = call.inputs;
  const extents = extentsOf(call.attributes);
  if (isTurnedRound(extents)) return turnedInputGradient(onnx, call, extents);
  const { batch, pixelsIn, pixelsOut, taps, channels, outputs } = extents;
  const rows = reshape(onnx, dy!.name, [batch * pixelsOut, outputs]);
  const product = onnx.node('Gemm', [rows, reshape(onnx, kernel!.name, [taps * channels, outputs])], { transB: 1 });
  const perTap = reshape(onnx, product, [batch, pixelsOut * taps, channels]);
  const { places, perElement } = invertIndices(patchIndices(call.attributes), pixelsIn);
  return reshape(onnx, gatherAndSum(onnx, perTap, channels, places, perElement, batch), call.output.shape);
}

/** y[p] = sum over the taps t of (x · kernel[t])[pixel that t reads at p]. */
function turnedConv2d(onnx: OnnxBuilder, call: ConvCall, extents: Extents): OnnxValue {
  const [x, kernel, bias] = call.inputs;
  const { batch, pixelsIn, taps, channels, outputs } = extents;
  const rows = reshape(onnx, x!.name, [batch * pixelsIn, channels]);
  const product = onnx.node('Gemm', [rows, turnedKernel(onnx, kernel!, extents)]);
  const perTap = reshape(onnx, product, [batch, pixelsIn * taps, outputs]);
  const places = patchIndices(call.attributes).map((pixel, i) =>
    pixel === pixelsIn ? pixelsIn * taps : pixel * taps + (i % taps),
  );
  const y = gatherAndSum(onnx, perTap, outputs, places, taps, batch);
  return reshape(onnx, bias ? onnx.node('Add', [y, bias.name]) : y, call.output.shape);
}

function turnedFilterGradient(onnx: OnnxBuilder, call: ConvCall, extents: Extents): OnnxValue {
  const [x, dy] = call.inputs;
  const { batch, pixelsIn, taps, channels, outputs } = extents;
  const rows = reshape(onnx, x!.name, [batch * pixelsIn, channels]);
  const product = onnx.node('Gemm', [rows, turnedPatches(onnx, dy!, call.attributes, extents)], { transA: 1 });
  const byChannel = reshape(onnx, product, [channels, taps, outputs]);
  return reshape(onnx, onnx.node('Transpose', [byChannel], { perm: [1, 0, 2] }), call.output.shape);
}

function turnedInputGradient(onnx: OnnxBuilder, call: ConvCall, extents: Extents): OnnxValue {
  const [dy, kernel] = call.inputs;
  const inputs = [turnedPatches(onnx, dy!, call.attributes, extents), turnedKernel(onnx, kernel!, extents)];
  return reshape(onnx, onnx.node('Gemm', inputs, { transB: 1 }), call.output.shape);
}

/** [C, taps · O]. */
function turnedKernel(onnx: OnnxBuilder, kernel: LoweredValue, { taps, channels, outputs }: Extents): OnnxValue {
  const byTap = reshape(onnx, kernel.name, [taps, channels, outputs]);
  return reshape(onnx, onnx.node('Transpose', [byTap], { perm: [1, 0, 2] }), [channels, taps * outputs]);
}

/** For each input pixel and tap the dy of the output pixel that reads it so, zero where none does: [N·pixelsIn, taps · O]. */
function turnedPatches(onnx: OnnxBuilder, dy: LoweredValue, attributes: ConvAttributes, extents: Extents): OnnxValue {
  const { batch, pixelsIn, pixelsOut, taps, outputs } = extents;
  const places = new Int32Array(pixelsIn * taps).fill(pixelsOut);
  patchIndices(attributes).forEach((pixel, i) => {
    if (pixel < pixelsIn) places[pixel * taps + (i % taps)] = Math.floor(i / taps);
  });
  const images = withZeroRow(onnx, reshape(onnx, dy.name, [batch, pixelsOut, outputs]), batch, outputs);
  const gathered = onnx.node('Gather', [images, onnx.constant(places, [pixelsIn, taps])], { axis: 1 });
  return reshape(onnx, gathered, [batch * pixelsIn, taps * outputs]);
}

/** The matrix of patches [N·pixelsOut, taps · C]. */
function patches(onnx: OnnxBuilder, x: LoweredValue, attributes: ConvAttributes): OnnxValue {
  const { batch, pixelsIn, pixelsOut, taps, channels } = extentsOf(attributes);
  if (taps === 1 && pixelsIn === pixelsOut) return reshape(onnx, x.name, [batch * pixelsIn, channels]);
  const make = () => {
    const images = withZeroRow(onnx, reshape(onnx, x.name, [batch, pixelsIn, channels]), batch, channels);
    const indices = onnx.constant(patchIndices(attributes), [pixelsOut, taps]);
    return reshape(onnx, onnx.node('Gather', [images, indices], { axis: 1 }), [batch * pixelsOut, taps * channels]);
  };
  const bytes = batch * pixelsOut * taps * channels * 4;
  return bytes <= keptPatchesBytes ? onnx.once(`patches of ${x.name} ${JSON.stringify(attributes)}`, make) : make();
}

/** rows [N, n, C]: for each element the sum of the rows named in `places` [elements, perElement]; row n is zero. */
function gatherAndSum(
  onnx: OnnxBuilder,
  rows: OnnxValue,
  channels: number,
  places: Int32Array,
  perElement: number,
  batch: number,
): OnnxValue {
  const indices = onnx.constant(places, [places.length / perElement, perElement]);
  const gathered = onnx.node('Gather', [withZeroRow(onnx, rows, batch, channels), indices], { axis: 1 });
  return onnx.node('ReduceSum', [gathered, onnx.ints([2])], { keepdims: 0 });
}

function withZeroRow(onnx: OnnxBuilder, rows: OnnxValue, batch: number, channels: number): OnnxValue {
  const zeros = onnx.constant(new Float32Array(batch * channels), [batch, 1, channels]);
  return onnx.node('Concat', [rows, zeros], { axis: 1 });
}

function reshape(onnx: OnnxBuilder, x: OnnxValue, shape: readonly number[]): OnnxValue {
  return onnx.node('Reshape', [x, onnx.ints(shape)]);
}

const own: Readonly<Record<string, Lowering<ConvAttributes>>> = {
  conv2d,
  conv2dInputGradient: inputGradient,
  conv2dFilterGradient: filterGradient,
};

export const cpuLowerings: Readonly<Record<string, Lowering>> = own;

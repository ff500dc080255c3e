import type { OnnxBuilder, OnnxValue } from '../onnx/builder';
import type { LoweredCall } from '../operator';
import { type AxisGeometry, type ConvAttributes, getConvGeometry } from '../ops/convGeometry';

/**
 * Convolutions by ONNX' own Conv and ConvTranspose, which need [N, C, H, W]. For devices that prefer channels last,
 * ONNX Runtime adds transposes that cancel the ones here.
 */

const toChannelsFirst = [0, 3, 1, 2];
const toChannelsLast = [0, 2, 3, 1];
/** [kh, kw, C, O] to [O, C, kh, kw]. */
const toOnnxKernel = [3, 2, 0, 1];

type ConvCall = LoweredCall<ConvAttributes>;

export function lowerConv2d(onnx: OnnxBuilder, { inputs: [x, kernel, bias], attributes }: ConvCall): OnnxValue {
  const inputs = [transpose(onnx, x!.name, toChannelsFirst), transpose(onnx, kernel!.name, toOnnxKernel)];
  const geometry = getConvGeometry(attributes);
  const y = onnx.node('Conv', [...inputs, ...(bias ? [bias.name] : [])], {
    kernel_shape: geometry.map((axis) => axis.kernel),
    strides: geometry.map((axis) => axis.stride),
    pads: listPads(geometry),
  });
  return transpose(onnx, y, toChannelsLast);
}

export function lowerConv2dInputGradient(onnx: OnnxBuilder, { inputs: [dy, kernel], attributes }: ConvCall): OnnxValue {
  const geometry = getConvGeometry(attributes);
  const inputs = [transpose(onnx, dy!.name, toChannelsFirst), transpose(onnx, kernel!.name, toOnnxKernel)];
  const dx = onnx.node('ConvTranspose', inputs, {
    kernel_shape: geometry.map((axis) => axis.kernel),
    strides: geometry.map((axis) => axis.stride),
    pads: listPads(geometry),
    output_padding: geometry.map((axis) => Math.max(0, -axis.after)),
  });
  return transpose(onnx, dx, toChannelsLast);
}

/** Lowers the gradient of the filter as a convolution of x with dy, where batch and channels are swapped and the stride becomes the dilation. */
export function lowerConv2dFilterGradient(onnx: OnnxBuilder, { inputs: [x, dy], attributes }: ConvCall): OnnxValue {
  const geometry = getConvGeometry(attributes);
  const inputs = [transpose(onnx, x!.name, [3, 0, 1, 2]), transpose(onnx, dy!.name, [3, 0, 1, 2])];
  const wide = onnx.node('Conv', inputs, {
    kernel_shape: geometry.map((axis) => axis.output),
    dilations: geometry.map((axis) => axis.stride),
    pads: listPads(geometry),
  });
  const ends = onnx.ints(geometry.map((axis) => axis.kernel));
  const unread = geometry.some((axis) => axis.after < 0);
  const kernel = unread ? onnx.node('Slice', [wide, onnx.ints([0, 0]), ends, onnx.ints([2, 3])]) : wide;
  return transpose(onnx, kernel, [2, 3, 0, 1]);
}

function listPads(geometry: readonly AxisGeometry[]): number[] {
  return [...geometry.map((axis) => axis.before), ...geometry.map((axis) => Math.max(0, axis.after))];
}

function transpose(onnx: OnnxBuilder, x: OnnxValue, perm: readonly number[]): OnnxValue {
  return onnx.node('Transpose', [x], { perm });
}

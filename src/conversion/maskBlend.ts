import type { OnnxBuilder, OnnxValue } from '../tensor/onnx/builder';
import type { MaskBlendSettings } from './convertSettings';

/**
 * Adds the blending of a face mask: box blur, snapping of what is nearly nothing or all, and the fade towards the edge
 * of the patch ("faceswap's format", convert).
 * @param mask float32 [size, size], 0..1
 * @returns float32 [size, size, 1], 0..1, zero on the outermost pixels
 */
export function blendedMask(
  builder: OnnxBuilder,
  mask: OnnxValue,
  size: number,
  settings: MaskBlendSettings,
): OnnxValue {
  const planes = builder.node('Unsqueeze', [mask, builder.ints([0, 1])]);
  const blurred = blurKernels(settings).reduce((value, kernel) => boxBlur(builder, value, kernel), planes);
  const snapped = snapped01(
    builder,
    builder.node('Reshape', [blurred, builder.ints([size, size, 1])]),
    settings.threshold / 100,
  );
  const fade = edgeFade(size);
  const rows = builder.constant(fade, [size, 1, 1]);
  const columns = builder.constant(fade, [1, size, 1]);
  return builder.node('Min', [snapped, builder.node('Mul', [rows, columns])]);
}

/** Each pass halves the kernel. faceswap lets it shrink to 1, which does nothing; here 3 is the least. */
function blurKernels({ kernelSize, passes }: MaskBlendSettings): number[] {
  if (kernelSize < 3) return [];
  return Array.from({ length: passes }, (_, pass) => Math.max(3, 2 * Math.floor(kernelSize / 2 ** pass / 2) + 1));
}

/** How many pixels beyond a mask its blur shows. */
export function blurReach(settings: MaskBlendSettings): number {
  return blurKernels(settings).reduce((reach, kernel) => reach + (kernel - 1) / 2, 0);
}

function boxBlur(builder: OnnxBuilder, planes: OnnxValue, kernel: number): OnnxValue {
  const margin = (kernel - 1) / 2;
  return builder.node('AveragePool', [planes], {
    kernel_shape: [kernel, kernel],
    pads: [margin, margin, margin, margin],
  });
}

function snapped01(builder: OnnxBuilder, value: OnnxValue, threshold: number): OnnxValue {
  const isNothing = builder.node('Less', [value, builder.scalar(threshold)]);
  const isAll = builder.node('Greater', [value, builder.scalar(1 - threshold)]);
  const upper = builder.node('Where', [isAll, builder.scalar(1), value]);
  return builder.node('Where', [isNothing, builder.scalar(0), upper]);
}

/**
 * One axis of faceswap's box mask, which is the product of two: nothing on the border, all inside, Gaussian in between
 * over 6 % of the box's edge.
 */
export function edgeFade(size: number): Float32Array {
  const border = Math.floor(size / 32) + 1;
  const box = Float32Array.from({ length: size }, (_, i) => (i >= border && i < size - border ? 1 : 0));
  const radius = Math.round(0.06 * (size - 2 * border));
  const sigma = 0.3 * (radius - 1) + 0.8; // OpenCV's, from the kernel's size
  const kernel = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)));
  const sum = kernel.reduce((total, weight) => total + weight);
  const blurred = box.map((_, at) =>
    kernel.reduce((total, weight, i) => total + (weight / sum) * (box[at + i - radius] ?? 0), 0),
  );
  blurred[0] = 0;
  blurred[size - 1] = 0;
  return blurred;
}

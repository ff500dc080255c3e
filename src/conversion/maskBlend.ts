import type { OnnxBuilder, OnnxValue } from '../tensor/onnx/builder';

/** How the edge of a mask is softened: the keys of `mask.mask_blend` in faceswap's convert.ini. */
export interface MaskBlendSettings {
  /** `normalized` is a box filter. */
  readonly blur: 'normalized' | 'gaussian' | 'none';
  /** Edge of the filter in pixels of the patch; an even number is rounded up to the next odd one. */
  readonly kernelSize: number;
  readonly passes: number;
  /** Values within this many percent of 0 or 1 snap to it. */
  readonly threshold: number;
}

/** faceswap's defaults, without erosion. */
export const defaultMaskBlend: MaskBlendSettings = { blur: 'normalized', kernelSize: 3, passes: 4, threshold: 4 };

/**
 * Adds the blending of a face mask: blur, snapping of values near 0 or 1, and the fade toward the edge
 * of the patch ("faceswap's format", convert).
 * @param mask float32 [size, size], 0..1
 * @returns float32 [size, size, 1], 0..1, zero on the outermost pixels
 */
export function blendMask(builder: OnnxBuilder, mask: OnnxValue, size: number, settings: MaskBlendSettings): OnnxValue {
  const planes = builder.node('Unsqueeze', [mask, builder.ints([0, 1])]);
  const blur = settings.blur === 'gaussian' ? addGaussianBlur : addBoxBlur;
  const blurred = listBlurKernels(settings).reduce((value, kernel) => blur(builder, value, kernel), planes);
  const snapped = snapMask(
    builder,
    builder.node('Reshape', [blurred, builder.ints([size, size, 1])]),
    settings.threshold / 100,
  );
  const fade = computeEdgeFade(size);
  const rows = builder.constant(fade, [size, 1, 1]);
  const columns = builder.constant(fade, [1, size, 1]);
  return builder.node('Min', [snapped, builder.node('Mul', [rows, columns])]);
}

/** Factor by which the kernel shrinks from one pass to the next. */
const shrinking = { normalized: 0.5, gaussian: 0.8 };

/** Lists the kernel size of each pass. faceswap lets kernels shrink to 1, which has no effect; here the smallest is 3. */
function listBlurKernels({ blur, kernelSize, passes }: MaskBlendSettings): number[] {
  if (blur === 'none' || kernelSize < 3) return [];
  const width = (pass: number) => kernelSize * shrinking[blur] ** pass;
  return Array.from({ length: passes }, (_, pass) => Math.max(3, 2 * Math.floor(width(pass) / 2) + 1));
}

/** Returns how many pixels beyond a mask its blur shows. */
export function computeBlurReach(settings: MaskBlendSettings): number {
  return listBlurKernels(settings).reduce((reach, kernel) => reach + (kernel - 1) / 2, 0);
}

function addBoxBlur(builder: OnnxBuilder, planes: OnnxValue, kernel: number): OnnxValue {
  const margin = (kernel - 1) / 2;
  return builder.node('AveragePool', [planes], {
    kernel_shape: [kernel, kernel],
    pads: [margin, margin, margin, margin],
  });
}

function addGaussianBlur(builder: OnnxBuilder, planes: OnnxValue, kernel: number): OnnxValue {
  const margin = (kernel - 1) / 2;
  const taps = computeGaussianTaps(margin);
  const down = builder.node('Conv', [planes, builder.constant(taps, [1, 1, kernel, 1])], {
    pads: [margin, 0, margin, 0],
  });
  return builder.node('Conv', [down, builder.constant(taps, [1, 1, 1, kernel])], { pads: [0, margin, 0, margin] });
}

/** Returns Gaussian weights from -radius to radius, with OpenCV's sigma for a kernel of that size. */
function computeGaussianTaps(radius: number): Float32Array {
  const sigma = 0.3 * (radius - 1) + 0.8;
  const taps = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)));
  const sum = taps.reduce((total, weight) => total + weight);
  return Float32Array.from(taps, (weight) => weight / sum);
}

function snapMask(builder: OnnxBuilder, value: OnnxValue, threshold: number): OnnxValue {
  const isNothing = builder.node('Less', [value, builder.scalar(threshold)]);
  const isAll = builder.node('Greater', [value, builder.scalar(1 - threshold)]);
  const upper = builder.node('Where', [isAll, builder.scalar(1), value]);
  return builder.node('Where', [isNothing, builder.scalar(0), upper]);
}

/**
 * Returns one axis of faceswap's box mask, which is the product of two axes: 0 on the border, 1 inside, Gaussian in between
 * over 6 % of the box's edge.
 */
export function computeEdgeFade(size: number): Float32Array {
  const border = Math.floor(size / 32) + 1;
  const box = Float32Array.from({ length: size }, (_, i) => (i >= border && i < size - border ? 1 : 0));
  const radius = Math.round(0.06 * (size - 2 * border));
  const taps = computeGaussianTaps(radius);
  const blurred = box.map((_, at) =>
    taps.reduce((total, weight, i) => total + weight * (box[at + i - radius] ?? 0), 0),
  );
  blurred[0] = 0;
  blurred[size - 1] = 0;
  return blurred;
}

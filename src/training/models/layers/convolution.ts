import type { Initializer, Value } from '../../../tensor/graph';
import { zeros } from '../../../tensor/initializers';
import { conv2d, conv2dTranspose, multiply, type Padding, reflectPad } from '../../../tensor/ops';

export interface Convolution {
  readonly filters: number;
  /** Edge of the kernel, pixels. */
  readonly kernelSize: number;
  readonly stride: number;
  readonly initializer: Initializer;
  /** Whether images are padded by reflection instead of zeros. */
  readonly reflects: boolean;
  /** Default true. */
  readonly hasBias?: boolean;
  /** Default `same`; `valid` puts nothing around the image. */
  readonly padding?: Padding | undefined;
}

/** Adds a convolution: [N, H, W, C] to [N, H/stride, W/stride, filters]. */
export function convolve(x: Value, name: string, convolution: Convolution): Value {
  const { filters, kernelSize, initializer } = convolution;
  const kernel = x.graph.parameter(`${name}/kernel`, [kernelSize, kernelSize, x.shape[3]!, filters], initializer);
  return applyKernel(x, name, kernel, convolution);
}

/**
 * Returns a convolution whose kernel is a product: one image filter a channel, then a mixture of channels at each pixel. As
 * nothing stands between the two they are multiplied first, and one convolution does both: for the few small images that
 * models use it on, that costs less than going over them twice.
 */
export function convolveSeparably(x: Value, name: string, convolution: Convolution): Value {
  const { filters, kernelSize, initializer } = convolution;
  const channels = x.shape[3]!;
  const depthwise: Initializer = (_, random) => initializer([kernelSize, kernelSize, 1, channels], random);
  const image = x.graph.parameter(`${name}/depthwise`, [kernelSize, kernelSize, channels, 1], depthwise);
  const mixture = x.graph.parameter(`${name}/pointwise`, [1, 1, channels, filters], initializer);
  return applyKernel(x, name, multiply(image, mixture), convolution);
}

/** Adds the transpose of a convolution: [N, H, W, C] to [N, H·stride, W·stride, filters]. */
export function convolveTransposed(
  x: Value,
  name: string,
  { filters, kernelSize, stride, initializer }: Omit<Convolution, 'reflects'>,
): Value {
  const kernel = x.graph.parameter(`${name}/kernel`, [kernelSize, kernelSize, filters, x.shape[3]!], initializer);
  return conv2dTranspose(x, kernel, { stride, bias: x.graph.parameter(`${name}/bias`, [filters], zeros) });
}

function applyKernel(x: Value, name: string, kernel: Value, convolution: Convolution): Value {
  const { filters, kernelSize, stride, reflects, hasBias = true, padding = 'same' } = convolution;
  const bias = hasBias ? { bias: x.graph.parameter(`${name}/bias`, [filters], zeros) } : {};
  if (!reflects || padding === 'valid') return conv2d(x, kernel, { stride, padding, ...bias });
  return conv2d(padByReflection(x, kernelSize, stride), kernel, { stride, ...bias, padding: 'valid' });
}

/** Pads images by reflection, with as many pixels as the padding `same`. */
function padByReflection(x: Value, kernelSize: number, stride: number): Value {
  const [top, bottom] = computePadding(x.shape[1]!, kernelSize, stride);
  const [left, right] = computePadding(x.shape[2]!, kernelSize, stride);
  return reflectPad(x, { top, bottom, left, right });
}

function computePadding(extent: number, kernelSize: number, stride: number): readonly [number, number] {
  const total = Math.max(0, kernelSize - (extent % stride === 0 ? stride : extent % stride));
  const before = Math.floor(total / 2);
  return [before, total - before];
}

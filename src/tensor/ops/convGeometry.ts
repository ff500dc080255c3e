import type { Shape } from '../graph';

/**
 * `same` pads like Keras and TensorFlow: the output has ceil(input / stride) pixels, and an odd padding pixel is at
 * the end.
 */
export type Padding = 'same' | 'valid';

export type ConvAttributes = {
  readonly stride: number;
  readonly padding: Padding;
  /** [N, H, W, C] of the convolution's input. */
  readonly inputShape: Shape;
  /** [kh, kw, C, O] of its kernel. */
  readonly kernelShape: Shape;
};

/** Extents and padding of a convolution along one axis, in pixels. */
export interface AxisGeometry {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly before: number;
  readonly after: number;
}

/** Returns the geometry along height and width. `after` is negative if 'valid' does not read the last pixels. */
export function getConvGeometry({
  stride,
  padding,
  inputShape,
  kernelShape,
}: ConvAttributes): readonly [AxisGeometry, AxisGeometry] {
  const along = (input: number, kernel: number): AxisGeometry => {
    const output = padding === 'same' ? Math.ceil(input / stride) : Math.floor((input - kernel) / stride) + 1;
    const total = (output - 1) * stride + kernel - input;
    const before = padding === 'same' ? Math.max(0, Math.floor(total / 2)) : 0;
    return { input, output, kernel, stride, before, after: total - before };
  };
  return [along(inputShape[1]!, kernelShape[0]!), along(inputShape[2]!, kernelShape[1]!)];
}

/**
 * Returns the shape of the convolution's output, [N, H', W', O]. @throws Error if the kernel is larger than the image
 */
export function getConvOutputShape(attributes: ConvAttributes): Shape {
  const [height, width] = getConvGeometry(attributes);
  if (height.output < 1 || width.output < 1) throw new Error('the kernel is larger than the image');
  return [attributes.inputShape[0]!, height.output, width.output, attributes.kernelShape[3]!];
}

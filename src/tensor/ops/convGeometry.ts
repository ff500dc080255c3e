import type { Shape } from '../graph';

/** `same` pads as Keras and TensorFlow do: the output is ceil(input / stride), and an odd pixel goes to the end. */
export type Padding = 'same' | 'valid';

export type ConvAttributes = {
  readonly stride: number;
  readonly padding: Padding;
  /** [N, H, W, C] of the convolution's input. */
  readonly inputShape: Shape;
  /** [kh, kw, C, O] of its kernel. */
  readonly kernelShape: Shape;
};

/** Output extent and padding along one axis. */
export interface AxisGeometry {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly before: number;
  readonly after: number;
}

/** Geometry along the height and the width. `after` is negative where 'valid' leaves pixels at the end unread. */
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

/** [N, H', W', O] of the convolution's output. */
export function getConvOutputShape(attributes: ConvAttributes): Shape {
  const [height, width] = getConvGeometry(attributes);
  if (height.output < 1 || width.output < 1) throw new Error('the kernel is larger than the image');
  return [attributes.inputShape[0]!, height.output, width.output, attributes.kernelShape[3]!];
}

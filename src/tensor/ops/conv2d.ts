import type { Attributes, Value } from '../graph';
import { lowerConv2d, lowerConv2dFilterGradient, lowerConv2dInputGradient } from '../lowering/standardConvolution';
import { apply, type Operator, requireFloat } from '../operator';
import { isSameShape } from '../shapes';
import { add } from './broadcasting';
import { type ConvAttributes, getConvOutputShape, type Padding } from './convGeometry';
import { sum } from './reduce';

export interface ConvOptions {
  readonly stride?: number;
  /** Default `same`. */
  readonly padding?: Padding | undefined;
  /** [O] */
  readonly bias?: Value;
}

const conv2dOperator: Operator<ConvAttributes> = {
  name: 'conv2d',
  infer([x, kernel, bias], attributes) {
    requireFloat(x!, kernel!);
    if (x!.shape.length !== 4 || kernel!.shape.length !== 4)
      throw new Error('needs [N, H, W, C] and a kernel [kh, kw, C, O]');
    if (x!.shape[3] !== kernel!.shape[2])
      throw new Error(`${x!.shape[3]} channels, but a kernel for ${kernel!.shape[2]}`);
    if (bias && !isSameShape(bias.shape, [kernel!.shape[3]!]))
      throw new Error(`the bias must be [${kernel!.shape[3]}]`);
    return { shape: getConvOutputShape(attributes), type: 'float32' };
  },
  gradient: ({ inputs: [x, kernel, bias], attributes }, dy) => [
    apply(inputGradientOperator, [dy, kernel!], attributes),
    apply(filterGradientOperator, [x!, dy], attributes),
    bias && sum(dy, [0, 1, 2]),
  ],
  lower: lowerConv2d,
};

/** The gradient of a convolution's input, from dy [N, H', W', O] and the kernel. */
const inputGradientOperator: Operator<ConvAttributes> = {
  name: 'conv2dInputGradient',
  infer([dy, kernel], attributes) {
    if (!isSameShape(dy!.shape, getConvOutputShape(attributes)) || !isSameShape(kernel!.shape, attributes.kernelShape))
      throw new Error(`no gradient of an input [${attributes.inputShape.join(', ')}]`);
    return { shape: attributes.inputShape, type: 'float32' };
  },
  gradient: ({ inputs: [dy, kernel], attributes }, g) => [
    apply(conv2dOperator, [g, kernel!], attributes),
    apply(filterGradientOperator, [g, dy!], attributes),
  ],
  lower: lowerConv2dInputGradient,
};

/** The gradient of a convolution's kernel, from x and dy [N, H', W', O]. */
const filterGradientOperator: Operator<ConvAttributes> = {
  name: 'conv2dFilterGradient',
  infer([x, dy], attributes) {
    if (!isSameShape(x!.shape, attributes.inputShape) || !isSameShape(dy!.shape, getConvOutputShape(attributes)))
      throw new Error(`no gradient of a kernel [${attributes.kernelShape.join(', ')}]`);
    return { shape: attributes.kernelShape, type: 'float32' };
  },
  gradient: ({ inputs: [x, dy], attributes }, g) => [
    apply(inputGradientOperator, [dy!, g], attributes),
    apply(conv2dOperator, [x!, g], attributes),
  ],
  lower: lowerConv2dFilterGradient,
};

/** Convolution of x [N, H, W, C] with a kernel [kh, kw, C, O] to [N, H', W', O]. */
export function conv2d(x: Value, kernel: Value, { stride = 1, padding = 'same', bias }: ConvOptions = {}): Value {
  const attributes = { stride, padding, inputShape: x.shape, kernelShape: kernel.shape };
  return apply(conv2dOperator, bias ? [x, kernel, bias] : [x, kernel], attributes);
}

export interface ConvTransposeOptions extends ConvOptions {
  /** Height and width of the result. Default: those of x times the stride. */
  readonly outputSize?: readonly [number, number];
}

/** The transpose of a convolution: x [N, H, W, C] with a kernel [kh, kw, O, C] to [N, H·stride, W·stride, O]. */
export function conv2dTranspose(x: Value, kernel: Value, options: ConvTransposeOptions = {}): Value {
  const { stride = 1, padding = 'same', bias } = options;
  const [n, height, width] = x.shape as [number, number, number];
  const [outHeight, outWidth] = options.outputSize ?? [height * stride, width * stride];
  const inputShape = [n, outHeight, outWidth, kernel.shape[2]!];
  const y = apply(inputGradientOperator, [x, kernel], { stride, padding, inputShape, kernelShape: kernel.shape });
  return bias ? add(y, bias) : y;
}

export const convOperators: readonly Operator<Attributes>[] = [
  conv2dOperator,
  inputGradientOperator,
  filterGradientOperator,
];

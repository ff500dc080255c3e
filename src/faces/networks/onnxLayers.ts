import type { OnnxBuilder, OnnxValue } from '../../tensor/onnx/builder';
import type { Weight } from './weights';

/** Filters in ONNX' order [out, in / group, height, width], and a bias for each output channel. */
export interface Filters {
  readonly weight: Weight;
  readonly bias?: Float32Array;
  /** Each channel has its own filter. */
  readonly depthwise?: boolean;
}

export interface Spacing {
  readonly stride?: number;
  /** [top, left, bottom, right]; none when absent. */
  readonly padding?: readonly [number, number, number, number];
}

/** TensorFlow's `same` padding of 3x3 windows on even extents, by stride. */
export const samePadding = { 1: [1, 1, 1, 1], 2: [0, 0, 1, 1] } as const;

/** Turns TensorFlow's filters [height, width, in, out] into ONNX', each output channel times its `scale`. */
export function convertFilters({ shape, data }: Weight, { depthwise = false, scale }: FilterOptions = {}): Weight {
  const [height, width, inputs, outputs] = shape as [number, number, number, number];
  const [out, perOut] = depthwise ? [inputs, outputs] : [outputs, inputs];
  const reordered = new Float32Array(data.length);
  const area = height * width;
  for (let tap = 0; tap < area; tap++)
    for (let i = 0; i < inputs; i++)
      for (let o = 0; o < outputs; o++) {
        const [first, second] = depthwise ? [i, o] : [o, i];
        reordered[(first * perOut + second) * area + tap] =
          data[(tap * inputs + i) * outputs + o]! * (scale?.[first] ?? 1);
      }
  return { shape: [out, perOut, height, width], data: reordered };
}

interface FilterOptions {
  readonly depthwise?: boolean;
  readonly scale?: Float32Array;
}

export function convolve(
  builder: OnnxBuilder,
  input: OnnxValue,
  { weight, bias, depthwise = false }: Filters,
  { stride = 1, padding = [0, 0, 0, 0] }: Spacing = {},
): OnnxValue {
  const operands = [input, builder.constant(weight.data, weight.shape, builder.createName('filters'))];
  if (bias) operands.push(builder.constant(bias, [bias.length], builder.createName('bias')));
  return builder.node('Conv', operands, {
    kernel_shape: weight.shape.slice(2),
    strides: [stride, stride],
    pads: padding,
    group: depthwise ? weight.shape[0]! : 1,
  });
}

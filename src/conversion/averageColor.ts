import type { OnnxBuilder, OnnxValue } from '../tensor/onnx/builder';

/** The shift is clipped to what pixels can hold, so a second pass makes up for what the first one lost. */
const passes = 2;

/**
 * Adds faceswap's `avg-color`: moves each channel of `face` so that its mean under the mask is that of `reference`.
 * @param face float32 [size, size, 3], 0..255; `reference` likewise
 * @param weight float32 [size, size, 1], 0..1: the mask, zero where the reference shows nothing
 * @returns float32 [size, size, 3], 0..255
 */
export function averageColor(
  builder: OnnxBuilder,
  face: OnnxValue,
  reference: OnnxValue,
  weight: OnnxValue,
): OnnxValue {
  const sum = (value: OnnxValue) => builder.node('ReduceSum', [value, builder.ints([0, 1])]);
  const total = builder.node('Max', [sum(weight), builder.scalar(1e-6)]);
  let matched = face;
  for (let pass = 0; pass < passes; pass++) {
    const difference = builder.node('Mul', [builder.node('Sub', [reference, matched]), weight]);
    const shift = builder.node('Div', [sum(difference), total]);
    const moved = builder.node('Add', [matched, shift]);
    matched = builder.node('Clip', [moved, builder.scalar(0), builder.scalar(255)]);
  }
  return matched;
}

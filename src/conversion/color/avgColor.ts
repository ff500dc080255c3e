import type { OnnxBuilder, OnnxValue } from '../../tensor/onnx/builder';
import type { ColorInput, ColorMethod } from './colorMethod';

/** Number of passes. The first shift is clipped to the range of pixels; the second pass corrects that loss. */
const passes = 2;

export const avgColor = {
  name: 'avg-color',
  help: 'Shifts each color channel so that its mean under the mask is that of the frame.',
  adjust(builder: OnnxBuilder, { face, reference, weight }: ColorInput): OnnxValue {
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
  },
} as const satisfies ColorMethod;

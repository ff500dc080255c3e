import type { OnnxBuilder, OnnxValue } from '../../tensor/onnx/builder';

/** Mean of red, green and blue over the pictures that dlib's and face-api's networks were trained on. */
const meanColor = [122.782, 117.001, 104.298];

/** Declares the input `pixels` float32 [n, 3, size, size] RGB 0..255, subtracts the mean color, and scales to about ±0.5. */
export function declareNormalizedPixels(builder: OnnxBuilder, size: number): OnnxValue {
  const pixels = builder.input('pixels', 'float32', ['n', 3, size, size]);
  const centered = builder.node('Sub', [pixels, builder.constant(Float32Array.from(meanColor), [1, 3, 1, 1])]);
  return builder.node('Mul', [centered, builder.scalar(1 / 255)]);
}

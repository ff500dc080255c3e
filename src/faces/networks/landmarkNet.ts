import { OnnxBuilder, type OnnxValue } from '../../tensor/onnx/builder';
import { declareNormalizedPixels } from './normalization';
import { convertFilters, convolve, samePadding } from './onnxLayers';
import type { Weights } from './weights';

/** Edge of the square picture that the landmark network looks at. */
export const landmarkInputSize = 112;

/**
 * Builds face-api's 68-point network: four densely summed blocks of separable convolutions, a mean over 7x7, a linear layer.
 * `pixels` float32 [n, 3, 112, 112] RGB 0..255 → `points` [n, 136], x and y in parts of the square.
 */
export function buildLandmarkGraph(weights: Weights): Uint8Array {
  const builder = new OnnxBuilder('face-landmarks');
  let value = declareNormalizedPixels(builder, landmarkInputSize);
  for (const block of [0, 1, 2, 3]) value = denseBlock(builder, weights, `dense${block}`, value);
  const pooled = builder.node('Flatten', [builder.node('GlobalAveragePool', [value])]);
  const { shape, data } = weights('fc/weights');
  const bias = weights('fc/bias');
  const matrix = builder.constant(data, shape, 'fc_weights');
  const points = builder.node(
    'Gemm',
    [pooled, matrix, builder.constant(bias.data, bias.shape, 'fc_bias')],
    {},
    'points',
  );
  builder.output(points, 'float32', ['n', shape[1]!]);
  return builder.bytes();
}

/** Halves the picture, then three layers, each reading the sum of all before. */
function denseBlock(builder: OnnxBuilder, weights: Weights, name: string, input: OnnxValue): OnnxValue {
  const first = builder.node('Relu', [firstLayer(builder, weights, `${name}/conv0`, input)]);
  let sum = first;
  for (const layer of [1, 2, 3]) {
    const output = separable(
      builder,
      weights,
      `${name}/conv${layer}`,
      layer === 1 ? first : builder.node('Relu', [sum]),
      1,
    );
    sum = builder.node('Add', [sum, output]);
  }
  return builder.node('Relu', [sum]);
}

/** Adds the first convolution of a block. Only the first block begins with a full convolution. */
function firstLayer(builder: OnnxBuilder, weights: Weights, name: string, input: OnnxValue): OnnxValue {
  if (!name.startsWith('dense0/')) return separable(builder, weights, name, input, 2);
  const filters = { weight: convertFilters(weights(`${name}/filters`)), bias: weights(`${name}/bias`).data };
  return convolve(builder, input, filters, { stride: 2, padding: samePadding[2] });
}

function separable(builder: OnnxBuilder, weights: Weights, name: string, input: OnnxValue, stride: 1 | 2): OnnxValue {
  const depthwise = convertFilters(weights(`${name}/depthwise_filter`), { depthwise: true });
  const spread = convolve(
    builder,
    input,
    { weight: depthwise, depthwise: true },
    { stride, padding: samePadding[stride] },
  );
  const pointwise = convertFilters(weights(`${name}/pointwise_filter`));
  return convolve(builder, spread, { weight: pointwise, bias: weights(`${name}/bias`).data });
}

import { OnnxBuilder, type OnnxValue } from '../../tensor/onnx/builder';
import { convertFilters, convolve, samePadding } from './onnxLayers';
import type { Weight, Weights } from './weights';

/** Edge of the square picture that the detector looks at. */
export const detectorInputSize = 512;

/** Depthwise layers of MobileNet v1 that halve the picture; there are 13. */
const halvingLayers: ReadonlySet<number> = new Set([2, 4, 6, 12]);
const mobileNetLayers = 13;
/** The layer whose features the first of the six box predictors reads. */
const firstPredictorLayer = 11;

const batchNormEpsilon = 0.001;
/** SSD's encoding divides offsets by these. */
const centerScale = 10;
const sizeScale = 5;

/** The logits of a predictor are [background, face, spare] for each anchor. */
const classes = 3;
const faceClass = 1;

/**
 * Builds SSD on MobileNet v1 (Liu et al. 2016; Howard et al. 2017) as face-api has it.
 * `pixels` float32 [n, 3, 512, 512] RGB 0..255 → `boxes` [n, 5118, 4] as top, left, bottom, right in parts of the
 * square, and `scores` [n, 5118].
 */
export function buildSsdMobilenetGraph(weights: Weights): Uint8Array {
  const builder = new OnnxBuilder('face-detector');
  const pixels = builder.input('pixels', 'float32', ['n', 3, detectorInputSize, detectorInputSize]);
  const scaled = builder.node('Mul', [pixels, builder.scalar(1 / 127.5)]);
  const features = mobileNet(builder, weights, builder.node('Sub', [scaled, builder.scalar(1)]));
  const levels = [features.middle, features.last, ...pyramid(builder, weights, features.last)];
  const anchors = weights('Output/extra_dim');
  const predicted = levels.map((level, i) => predictor(builder, weights, level, i));
  const encoded = builder.node(
    'Concat',
    predicted.map(({ boxes }) => boxes),
    { axis: 1 },
  );
  builder.output(decodeBoxes(builder, encoded, anchors), 'float32', ['n', anchors.shape[1]!, 4]);
  const logits = builder.node(
    'Concat',
    predicted.map(({ faces }) => faces),
    { axis: 1 },
  );
  builder.output(builder.node('Sigmoid', [logits], {}, 'scores'), 'float32', ['n', anchors.shape[1]!]);
  return builder.bytes();
}

function mobileNet(builder: OnnxBuilder, weights: Weights, input: OnnxValue) {
  let value = pointwise(builder, weights, 'MobilenetV1/Conv2d_0_pointwise', input, 2);
  let middle = value;
  for (let layer = 1; layer <= mobileNetLayers; layer++) {
    value = depthwise(
      builder,
      weights,
      `MobilenetV1/Conv2d_${layer}_depthwise`,
      value,
      halvingLayers.has(layer) ? 2 : 1,
    );
    value = pointwise(builder, weights, `MobilenetV1/Conv2d_${layer}_pointwise`, value);
    if (layer === firstPredictorLayer) middle = value;
  }
  return { middle, last: value };
}

/** Adds four more levels, each half the size of the previous one. */
function pyramid(builder: OnnxBuilder, weights: Weights, input: OnnxValue): OnnxValue[] {
  const levels: OnnxValue[] = [];
  let value = input;
  for (let layer = 0; layer < 8; layer += 2) {
    value = pointwise(builder, weights, `Prediction/Conv2d_${layer}_pointwise`, value);
    value = pointwise(builder, weights, `Prediction/Conv2d_${layer + 1}_pointwise`, value, 2);
    levels.push(value);
  }
  return levels;
}

function pointwise(builder: OnnxBuilder, weights: Weights, name: string, input: OnnxValue, stride: 1 | 2 = 1) {
  const weight = convertFilters(weights(`${name}/weights`));
  const bias = weights(`${name}/convolution_bn_offset`).data;
  const padding = weight.shape[2] === 1 ? undefined : samePadding[stride];
  return relu6(builder, convolve(builder, input, { weight, bias }, { stride, ...(padding ? { padding } : {}) }));
}

/** Adds a depthwise convolution whose filters include the batch normalization. */
function depthwise(builder: OnnxBuilder, weights: Weights, name: string, input: OnnxValue, stride: 1 | 2) {
  const norm = (part: string) => weights(`${name}/BatchNorm/${part}`).data;
  const [gamma, beta, mean, variance] = [norm('gamma'), norm('beta'), norm('moving_mean'), norm('moving_variance')];
  const scale = gamma.map((value, i) => value / Math.sqrt(variance[i]! + batchNormEpsilon));
  const bias = beta.map((value, i) => value - mean[i]! * scale[i]!);
  const weight = convertFilters(weights(`${name}/depthwise_weights`), { depthwise: true, scale });
  const filters = { weight, bias, depthwise: true };
  return relu6(builder, convolve(builder, input, filters, { stride, padding: samePadding[stride] }));
}

function relu6(builder: OnnxBuilder, value: OnnxValue): OnnxValue {
  return builder.node('Clip', [value, builder.scalar(0), builder.scalar(6)]);
}

/** Adds the predictor of one level: encoded boxes [n, anchors, 4] and logits of the face class [n, anchors]. */
function predictor(builder: OnnxBuilder, weights: Weights, level: OnnxValue, index: number) {
  const name = `Prediction/BoxPredictor_${index}`;
  const head = (kind: string, pick: (channel: number) => boolean, shape: readonly number[]) => {
    const weight = channels(convertFilters(weights(`${name}/${kind}/weights`)), pick);
    const bias = weights(`${name}/${kind}/biases`).data.filter((_, channel) => pick(channel));
    const channelsLast = builder.node('Transpose', [convolve(builder, level, { weight, bias })], {
      perm: [0, 2, 3, 1],
    });
    return builder.node('Reshape', [channelsLast, builder.ints(shape)]);
  };
  return {
    boxes: head('BoxEncodingPredictor', () => true, [0, -1, 4]),
    faces: head('ClassPredictor', (channel) => channel % classes === faceClass, [0, -1]),
  };
}

/** Returns the filters of the output channels in `pick`. */
function channels({ shape, data }: Weight, pick: (channel: number) => boolean): Weight {
  const [out, ...rest] = shape as [number, ...number[]];
  const kept = Array.from({ length: out }, (_, channel) => channel).filter(pick);
  const length = data.length / out;
  const picked = new Float32Array(kept.length * length);
  for (const [i, channel] of kept.entries())
    picked.set(data.subarray(channel * length, (channel + 1) * length), i * length);
  return { shape: [kept.length, ...rest], data: picked };
}

function decodeBoxes(builder: OnnxBuilder, encoded: OnnxValue, anchors: Weight): OnnxValue {
  const count = anchors.shape[1]!;
  const centers = new Float32Array(count * 2);
  const sizes = new Float32Array(count * 2);
  for (let i = 0; i < count * 2; i++) {
    const corner = 4 * (i >> 1) + (i & 1);
    sizes[i] = anchors.data[corner + 2]! - anchors.data[corner]!;
    centers[i] = anchors.data[corner]! + sizes[i]! / 2;
  }
  const [offsets, logSizes] = builder.nodes('Split', [encoded], ['offsets', 'log_sizes'], { axis: 2, num_outputs: 2 });
  const shape = [1, count, 2];
  const step = builder.constant(
    sizes.map((size) => size / centerScale),
    shape,
    'anchor_steps',
  );
  const center = builder.node('Add', [
    builder.node('Mul', [offsets!, step]),
    builder.constant(centers, shape, 'anchor_centers'),
  ]);
  const growth = builder.node('Exp', [builder.node('Mul', [logSizes!, builder.scalar(1 / sizeScale)])]);
  const half = builder.node('Mul', [
    growth,
    builder.constant(
      sizes.map((size) => size / 2),
      shape,
      'anchor_halves',
    ),
  ]);
  const corners = [builder.node('Sub', [center, half]), builder.node('Add', [center, half])];
  return builder.node('Concat', corners, { axis: 2 }, 'boxes');
}

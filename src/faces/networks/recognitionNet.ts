import { OnnxBuilder, type OnnxValue } from '../../tensor/onnx/builder';
import type { Box } from '../geometry';
import { type Landmarks, landmarkParts } from '../landmarks';
import { declareNormalizedPixels } from './normalization';
import { convertFilters, convolve, type Spacing, samePadding } from './onnxLayers';
import type { Weights } from './weights';

/** Edge of the square picture that the recognition network looks at. */
export const recognitionInputSize = 150;
export const descriptorLength = 128;

interface Block {
  readonly name: string;
  /** Present where the block halves the picture: channels of zeros that its shortcut gets. */
  readonly channels?: number;
  /** Whether its layers come out a pixel smaller than its shortcut. */
  readonly padOutput?: boolean;
}

const blocks: readonly Block[] = [
  { name: 'conv32_1' },
  { name: 'conv32_2' },
  { name: 'conv32_3' },
  { name: 'conv64_down', channels: 32 },
  { name: 'conv64_1' },
  { name: 'conv64_2' },
  { name: 'conv64_3' },
  { name: 'conv128_down', channels: 64 },
  { name: 'conv128_1' },
  { name: 'conv128_2' },
  { name: 'conv256_down', channels: 128, padOutput: true },
  { name: 'conv256_1' },
  { name: 'conv256_2' },
  { name: 'conv256_down_out', channels: 0, padOutput: true },
];

/**
 * Builds dlib's residual recognition network with face-api's weights.
 * `pixels` float32 [n, 3, 150, 150] RGB 0..255 → `descriptors` [n, 128].
 */
export function buildRecognitionGraph(weights: Weights): Uint8Array {
  const builder = new OnnxBuilder('face-recognition');
  const net = { builder, weights };
  let value = relu(
    net,
    layer(net, 'conv32_down', declareNormalizedPixels(builder, recognitionInputSize), { stride: 2 }),
  );
  value = builder.node('MaxPool', [value], { kernel_shape: [3, 3], strides: [2, 2] });
  for (const { name, channels, padOutput } of blocks)
    value =
      channels === undefined ? residual(net, name, value) : halving(net, name, value, channels, padOutput === true);
  const pooled = builder.node('Flatten', [builder.node('GlobalAveragePool', [value])]);
  const { shape, data } = weights('fc');
  builder.output(builder.node('MatMul', [pooled, builder.constant(data, shape, 'fc')], {}, 'descriptors'), 'float32', [
    'n',
    descriptorLength,
  ]);
  return builder.bytes();
}

interface Net {
  readonly builder: OnnxBuilder;
  readonly weights: Weights;
}

function residual(net: Net, name: string, input: OnnxValue): OnnxValue {
  const inner = relu(net, layer(net, `${name}/conv1`, input, { padding: samePadding[1] }));
  const output = layer(net, `${name}/conv2`, inner, { padding: samePadding[1] });
  return relu(net, net.builder.node('Add', [output, input]));
}

/** Adds a residual block that halves the size. Its shortcut is a 2x2 mean with `channels` extra channels of zeros; where the layers are a pixel smaller, they are padded with zeros. */
function halving(net: Net, name: string, input: OnnxValue, channels: number, padOutput: boolean): OnnxValue {
  const { builder } = net;
  const pad = (value: OnnxValue, amounts: readonly number[]) => builder.node('Pad', [value, builder.ints(amounts)]);
  const inner = relu(net, layer(net, `${name}/conv1`, input, { stride: 2 }));
  const output = layer(net, `${name}/conv2`, inner, { padding: samePadding[1] });
  const mean = builder.node('AveragePool', [input], { kernel_shape: [2, 2], strides: [2, 2] });
  return relu(
    net,
    builder.node('Add', [
      padOutput ? pad(output, [0, 0, 0, 0, 0, 0, 1, 1]) : output,
      channels > 0 ? pad(mean, [0, 0, 0, 0, 0, channels, 0, 0]) : mean,
    ]),
  );
}

/** Adds a convolution whose kernel includes the scale of the normalization. */
function layer({ builder, weights }: Net, name: string, input: OnnxValue, spacing: Spacing): OnnxValue {
  const scale = weights(`${name}/scale/weights`).data;
  const offset = weights(`${name}/scale/biases`).data;
  const bias = weights(`${name}/conv/bias`).data.map((value, i) => value * scale[i]! + offset[i]!);
  const weight = convertFilters(weights(`${name}/conv/filters`), { scale });
  return convolve(builder, input, { weight, bias }, spacing);
}

function relu({ builder }: Net, value: OnnxValue): OnnxValue {
  return builder.node('Relu', [value]);
}

/** Where face-api, like dlib before it, places a face in the input of the recognition network. */
const eyesToMouth = 0.45;
const center = { x: 0.5, y: 0.43 };

/** Returns the square of the frame that the network sees of a face. Its size follows from the distance of eyes and mouth. */
export function computeRecognitionBox(face: Landmarks): Box {
  const eyes = [
    computePartCenter(face, landmarkParts.rightEye),
    computePartCenter(face, landmarkParts.leftEye),
  ] as const;
  const mouth = computePartCenter(face, [landmarkParts.mouthOutline[0], landmarkParts.mouthInside[1]]);
  const distance = eyes.reduce((sum, [x, y]) => sum + Math.hypot(mouth[0] - x, mouth[1] - y), 0) / eyes.length;
  const size = Math.floor(distance / eyesToMouth);
  const [x, y] = [(eyes[0][0] + eyes[1][0] + mouth[0]) / 3, (eyes[0][1] + eyes[1][1] + mouth[1]) / 3];
  return {
    x: Math.floor(Math.max(0, x - center.x * size)),
    y: Math.floor(Math.max(0, y - center.y * size)),
    width: size,
    height: size,
  };
}

function computePartCenter(face: Landmarks, [from, to]: readonly [number, number]): [number, number] {
  let [x, y] = [0, 0];
  for (let i = from; i < to; i++) {
    x += face[2 * i]!;
    y += face[2 * i + 1]!;
  }
  return [x / (to - from), y / (to - from)];
}

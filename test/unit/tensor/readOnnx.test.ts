import { describe, expect, it } from 'vitest';
import { OnnxBuilder } from '../../../src/tensor/onnx/builder';
import { readConstantNetwork } from '../../../src/tensor/onnx/constantNetwork';
import { OnnxFileError } from '../../../src/tensor/onnx/fileGraph';
import { ProtobufWriter } from '../../../src/tensor/onnx/protobuf';
import { readOnnx } from '../../../src/tensor/onnx/readModel';
import { Random } from '../../../src/tensor/random';
import { mutate } from '../../support/facesets/mutate';

const kernel = Float32Array.from({ length: 4 * 3 * 3 * 3 }, (_, i) => i / 7);

interface Change {
  readonly conv?: Readonly<Record<string, number | string | readonly number[]>>;
  readonly pool?: Readonly<Record<string, number | string | readonly number[]>>;
  readonly activation?: string;
  readonly kernelShape?: readonly number[];
  readonly axis?: number;
}

/** A picture through a convolution, an activation, a pooling; joined with itself. */
function writeSmallFile({
  conv = {},
  pool = {},
  activation = 'Relu',
  kernelShape = [4, 3, 3, 3],
  axis = 1,
}: Change = {}): Uint8Array {
  const builder = new OnnxBuilder('small');
  const input = builder.input('picture', 'float32', [1, 3, 8, 8]);
  const bias = builder.constant(Float32Array.of(1, 2, 3, 4), [4], 'bias');
  const weights = builder.constant(kernel, kernelShape, 'kernel');
  const convolved = builder.node('Conv', [input, weights, bias], { strides: [2, 2], pads: [0, 1, 1, 0], ...conv });
  const active = builder.node(activation, [convolved]);
  const pooled = builder.node('MaxPool', [active], { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1, ...pool });
  builder.output(builder.node('Concat', [pooled, pooled], { axis }), 'float32', undefined, 'joined');
  return builder.bytes();
}

const freeze = (bytes: Uint8Array) => {
  const file = readOnnx(bytes);
  return readConstantNetwork(file, [file.nodes.find(({ op }) => op === 'Concat')?.outputs[0] ?? '']);
};

describe('an ONNX file', () => {
  it('gives its layers as they were written, with kernels transposed to height, width, channels, filters', () => {
    const { input, layers, channels } = freeze(writeSmallFile());
    expect(input).toBe('picture');
    expect(layers.map(({ kind }) => kind)).toEqual(['conv', 'relu', 'maxPool', 'concat']);
    const [conv, , pool, joined] = layers;
    expect(conv).toMatchObject({ kind: 'conv', inputs: ['picture'], stride: 2, pads: [0, 1, 1, 0] });
    if (conv?.kind !== 'conv') throw new Error('no convolution');
    expect([...conv.bias!.data]).toEqual([1, 2, 3, 4]);
    expect(conv.kernel.shape).toEqual([3, 3, 3, 4]);
    for (const [o, c, i, j] of [
      [0, 0, 0, 0],
      [3, 1, 0, 2],
      [2, 2, 2, 1],
    ] as const)
      expect(conv.kernel.data[((i * 3 + j) * 3 + c) * 4 + o]).toBe(kernel[((o * 3 + c) * 3 + i) * 3 + j]);
    expect(pool).toMatchObject({ options: { size: 3, stride: 2, before: 0, after: 0, partial: true } });
    expect(channels.get(joined!.output)).toBe(8);
  });

  it('may keep its weights in Constant nodes and as packed floats', () => {
    const floats = new ProtobufWriter().packedInts(1, [2]).int(2, 1).bytes(8, 'w').float(4, 1.5).float(4, -2);
    const attribute = new ProtobufWriter().bytes(1, 'value').bytes(5, floats).int(20, 4);
    const node = new ProtobufWriter().bytes(2, 'made').bytes(4, 'Constant').bytes(5, attribute);
    const file = new ProtobufWriter().bytes(7, new ProtobufWriter().bytes(1, node)).finish();
    expect(readOnnx(file).weights.get('made')).toEqual({ shape: [2], data: Float32Array.of(1.5, -2) });
  });

  it.each<[string, Change, RegExp]>([
    ['another activation', { activation: 'Sigmoid' }, /an unsupported layer type, Sigmoid/],
    ['groups', { conv: { group: 3 } }, /Conv layer has unsupported settings/],
    ['dilation', { conv: { dilations: [2, 2] } }, /Conv layer has unsupported settings/],
    ['automatic padding', { conv: { auto_pad: 'SAME_UPPER' } }, /Conv layer has unsupported settings/],
    ['two strides', { conv: { strides: [1, 2] } }, /Conv layer has unsupported settings/],
    ['negative padding', { conv: { pads: [-1, 0, 0, 0] } }, /Conv layer has unsupported settings/],
    ['a huge window', { pool: { kernel_shape: [1e9, 1e9] } }, /MaxPool layer has unsupported settings/],
    ['no window', { pool: { kernel_shape: [0, 0] } }, /MaxPool layer has unsupported settings/],
    ['another axis', { axis: 2 }, /Concat layer has unsupported settings/],
    ['a kernel for other channels', { kernelShape: [12, 1, 3, 3] }, /no convolution that takes an image/],
    ['a long list', { pool: { kernel_shape: new Array<number>(100).fill(3) } }, /one of its lists is too long/],
  ])('with %s is refused', (_title, change, reason) => {
    expect(() => freeze(writeSmallFile(change))).toThrow(reason);
    expect(() => freeze(writeSmallFile(change))).toThrow(OnnxFileError);
  });

  it('is refused when its weights are in another file, cut off or too large', () => {
    const withTensor = (tensor: ProtobufWriter) =>
      new ProtobufWriter().bytes(7, new ProtobufWriter().bytes(5, tensor)).finish();
    const tensor = (shape: readonly number[]) => new ProtobufWriter().packedInts(1, shape).int(2, 1).bytes(8, 'w');
    expect(() => readOnnx(withTensor(tensor([2]).int(14, 1)))).toThrow(/in a separate file/);
    expect(() => readOnnx(withTensor(tensor([2]).bytes(9, new Uint8Array(7))))).toThrow(/weight w is truncated/);
    expect(() => readOnnx(withTensor(tensor([2 ** 40, 2 ** 40])))).toThrow(/weight w is too large/);
    expect(() => readOnnx(withTensor(tensor([-4])))).toThrow(/weight w is too large/);
    expect(() => readOnnx(new Uint8Array())).toThrow(/it is not an ONNX model/);
    expect(() => readOnnx(new TextEncoder().encode('{"not": "onnx"}'))).toThrow(OnnxFileError);
  });

  it('that is damaged is read or refused, and never crashes the reader', () => {
    const random = new Random(77);
    const bytes = writeSmallFile();
    let refused = 0;
    for (let round = 0; round < 3000; round++) {
      try {
        freeze(mutate(bytes, random));
      } catch (error) {
        if (!(error instanceof OnnxFileError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(300);
  });
});

import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { Graph } from '../../../src/tensor/graph';
import { buildInference } from '../../../src/tensor/inferenceModel';
import { OnnxBuilder } from '../../../src/tensor/onnx/builder';
import { encodeFloat16 } from '../../../src/tensor/onnx/float16';
import { convertToOpset12 } from '../../../src/tensor/onnx/opset12';
import { concat, max, mean, square, sum } from '../../../src/tensor/ops';
import { Random } from '../../../src/tensor/random';

it('float16 is what ONNX Runtime makes of the same numbers, halfway, tiny, huge and not a number', async () => {
  const random = new Random(3);
  const bits = Uint32Array.from({ length: 200_000 }, () => random.integer(2 ** 32));
  for (let i = 0; i < 100_000; i++) bits[i] = ((0x33000000 + random.integer(0x15000000)) & ~0xfff) >>> 0; // near halves
  const numbers = new Float32Array(bits.buffer);
  numbers.set([0, -0, 1, 65504, 65519.99, 65520, 1e9, 2 ** -25, 2 ** -24, 2 ** -14, Infinity, -Infinity, Number.NaN]);
  const builder = new OnnxBuilder('cast');
  const half = builder.node('Cast', [builder.input('x', 'float32', ['n'])], { to: { type: 'float16' } });
  builder.output(half, 'float16', ['n'], 'y');
  const session = await InferenceSession.create(builder.bytes());
  const { y } = await session.run({ x: new Tensor('float32', numbers, [numbers.length]) });
  const expected = new Uint16Array((y!.data as unknown as Uint16Array).buffer);
  const isNaN16 = (value: number) => (value & 0x7c00) === 0x7c00 && (value & 0x3ff) !== 0;
  const wrong = [...encodeFloat16(numbers)].filter(
    (value, i) => value !== expected[i] && !(isNaN16(value) && isNaN16(expected[i]!)),
  );
  expect(wrong).toEqual([]);
  await session.release();
});

it('a graph in opset 12 computes the same', async () => {
  const graph = new Graph();
  const x = graph.input('x', [2, 3, 4]);
  const y = concat([sum(x, [1], true), max(x, [1], true), mean(square(x), [1], true)], 1);
  const own = buildInference({ y }, { target: 'webgpu' });
  const portable = buildInference({ y }, { target: 'webgpu', portable: { metadata: { name: 'x' } } });
  const input = new Tensor(
    'float32',
    Float32Array.from({ length: 24 }, (_, i) => Math.sin(i)),
    [2, 3, 4],
  );
  const [wanted, found] = await Promise.all(
    [own, portable].map(async ({ bytes }) => {
      const session = await InferenceSession.create(bytes);
      const { y } = await session.run({ x: input });
      await session.release();
      return [...(y!.data as Float32Array)];
    }),
  );
  expect(found).toEqual(wanted);
});

it('an operator that opset 12 lacks is named', () => {
  const builder = new OnnxBuilder('newer');
  builder.output(builder.node('Gelu', [builder.input('x', 'float32', [2])]), 'float32', [2]);
  expect(() => convertToOpset12(builder.graph())).toThrow(/opset 12 has no Gelu/);
});

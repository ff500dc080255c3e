import { describe, expect, it } from 'vitest';
import { createTensor, openSession } from '../../../src/runtime/session';
import { gradients } from '../../../src/tensor/gradients';
import { Graph, type Value } from '../../../src/tensor/graph';
import { buildInference } from '../../../src/tensor/inferenceModel';
import { zeros } from '../../../src/tensor/initializers';
import { OnnxBuilder } from '../../../src/tensor/onnx/builder';
import * as ops from '../../../src/tensor/ops';

async function runOnnx(onnx: OnnxBuilder, feeds: Record<string, Float32Array>): Promise<Record<string, number[]>> {
  const session = await openSession(onnx.bytes(), { threads: 1 });
  const results = await session.run(
    Object.fromEntries(
      Object.entries(feeds).map(([name, data]) => [name, createTensor('float32', data, [data.length])]),
    ),
  );
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, result]) => [name, Array.from(result.data as Float32Array, Number)]),
  );
}

describe('the ONNX writer', () => {
  it('writes every kind of attribute, a negative one and a dynamic shape so that ONNX Runtime reads them', async () => {
    const onnx = new OnnxBuilder('attributes');
    const x = onnx.input('x', 'float32', ['count']);
    const leaky = onnx.node('LeakyRelu', [x], { alpha: { float: 0.25 } });
    const value = {
      name: 'two',
      type: 'float32',
      shape: [1],
      data: new Uint8Array(Float32Array.of(2).buffer),
    } as const;
    const doubled = onnx.node('Mul', [leaky, onnx.node('Constant', [], { value: { tensor: value } })]);
    const shifted = onnx.node('Add', [doubled, onnx.node('Constant', [], { value_floats: { floats: [0.5] } })]);
    const column = onnx.node('Unsqueeze', [shifted, onnx.node('Constant', [], { value_ints: [-1] })]);
    onnx.output(onnx.node('Concat', [column, column], { axis: -1 }), 'float32', ['count', 2], 'pairs');
    onnx.output(onnx.node('Gelu', [x], {}, undefined, 'com.microsoft'), 'float32', undefined, 'gelu');
    onnx.output(onnx.node('Cast', [x], { to: { type: 'uint8' } }), 'uint8', ['count'], 'bytes');
    onnx.output(onnx.node('Gelu', [x], { approximate: 'tanh' }), 'float32', ['count'], 'approximated');
    const results = await runOnnx(onnx, { x: Float32Array.of(3, -4) });
    expect(results.pairs).toEqual([6.5, 6.5, -1.5, -1.5]);
    expect(results.bytes![0]).toBe(3);
    expect(results.gelu![0]).toBeCloseTo(2.99595, 4);
    expect(results.approximated![0]).toBeCloseTo(2.99636, 4);
  });

  it('writes a graph within a graph', async () => {
    const body = new OnnxBuilder('body', 'body/');
    const element = body.input('element', 'float32', []);
    body.output(body.node('Mul', [element, 'factor']), 'float32', []);
    const onnx = new OnnxBuilder('outer');
    onnx.input('x', 'float32', [3]);
    onnx.input('factor', 'float32', [1]);
    onnx.output(
      onnx.node('Scan', ['x'], { body: { graph: body.graph() }, num_scan_inputs: 1 }),
      'float32',
      undefined,
      'y',
    );
    const { y } = await runOnnx(onnx, { x: Float32Array.of(1, 2, 3), factor: Float32Array.of(10) });
    expect(y).toEqual([10, 20, 30]);
  });

  it('puts weights into a model as initializers, and refuses missing ones and wrong shapes', async () => {
    const graph = new Graph();
    const y = ops.add(graph.input('x', [3]), graph.parameter('w', [3], zeros));
    const onnx = buildInference({ y }, { weights: new Map([['w', Float32Array.of(1, 2, 3)]]) });
    const session = await openSession(onnx.bytes);
    expect(session.inputNames).toEqual(['x']);
    const result = await session.run({ x: createTensor('float32', Float32Array.of(10, 20, 30), [3]) });
    expect([...(result.y!.data as Float32Array)]).toEqual([11, 22, 33]);
    expect(() => buildInference({ y }, { weights: new Map() })).toThrow('there is no weight w');
    expect(() => buildInference({ y }, { weights: new Map([['w', new Float32Array(2)]]) })).toThrow(
      'weight w has 2 elements, not [3]',
    );
  });
});

describe('a malformed graph', () => {
  const graph = new Graph();
  const matrix = graph.input('matrix', [2, 3]);
  const image = graph.input('image', [1, 4, 4, 3]);
  const bytes = graph.input('bytes', [2, 3], 'uint8');
  const parameter = (shape: readonly number[]) => graph.parameter(`p${shape.join('x')}`, shape, zeros);

  const refused: readonly [string, () => Value | readonly Value[], string][] = [
    [
      'shapes that do not broadcast',
      () => ops.add(matrix, parameter([4])),
      'add(float32[2, 3], float32[4]): shapes do not broadcast',
    ],
    [
      'bytes where floats belong',
      () => ops.multiply(bytes, 2),
      'multiply(uint8[2, 3], float32[]): needs float32, got uint8',
    ],
    [
      'inner extents that differ',
      () => ops.matmul(matrix, parameter([2, 5])),
      'matmul(float32[2, 3], float32[2, 5]): inner extents 3 and 2 differ',
    ],
    [
      'a kernel for other channels',
      () => ops.conv2d(image, parameter([3, 3, 8, 4])),
      'conv2d(float32[1, 4, 4, 3], float32[3, 3, 8, 4]): 3 channels, but a kernel for 8',
    ],
    [
      'a kernel larger than the image',
      () => ops.conv2d(image, parameter([5, 5, 3, 4]), { padding: 'valid' }),
      'the kernel is larger than the image',
    ],
    ['an impossible reshape', () => ops.reshape(matrix, [4, 2]), 'reshape(float32[2, 3]): cannot become [4, 2]'],
    [
      'a slice outside',
      () => ops.slice(matrix, [0, 2], [2, 2]),
      'slice(float32[2, 3]): has no part at [0, 2] of size [2, 2]',
    ],
    ['an index outside', () => ops.gather(matrix, [3], 1), 'gather(float32[2, 3]): an index lies outside axis 1'],
    ['an axis outside', () => ops.sum(matrix, [2]), 'axis 2 of a tensor of rank 2'],
    [
      'tensors that do not stack',
      () => ops.concat([matrix, parameter([3, 3])], 1),
      'concat(float32[2, 3], float32[3, 3]): differ in more than axis 1',
    ],
    [
      'channels that make no blocks',
      () => ops.pixelShuffle(image),
      'pixelShuffle: [1, 4, 4, 3] has no channels for blocks of 2 by 2',
    ],
    [
      'tensors of two graphs',
      () => ops.add(matrix, new Graph().input('other', [2, 3])),
      'add: an input belongs to another graph',
    ],
    [
      'a parameter of two shapes',
      () => [parameter([7]), graph.parameter('p7', [8], zeros)],
      'parameter p7 is [7], asked for as [8]',
    ],
    ['a loss of many numbers', () => gradients(matrix, [matrix]), 'a loss must be one number, not [2, 3]'],
    [
      'a loss without the parameter',
      () => gradients(ops.sum(matrix), [parameter([9])]),
      'the loss does not depend on p9',
    ],
  ];

  for (const [title, build, message] of refused) it(`is refused for ${title}`, () => expect(build).toThrow(message));
});

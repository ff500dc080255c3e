import { InferenceSession } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { createTensor, openSession } from '../../../src/runtime/session';
import { OnnxBuilder } from '../../../src/tensor/onnx/builder';
import { encodeModel, type OnnxGraph } from '../../../src/tensor/onnx/model';
import { assignOwnBuffers } from '../../../src/tensor/onnx/ownBuffers';

const edge = 768;

/** Three products of one shape, of which ONNX Runtime would keep the first buffer for the third. */
function buildProducts(): OnnxGraph {
  const onnx = new OnnxBuilder('products');
  const x = onnx.input('x', 'float32', [edge, edge]);
  onnx.input('step', 'float32', []);
  const first = onnx.node('Gemm', [x, x], {}, 'first');
  const narrow = onnx.node('Gemm', [first, onnx.input('narrow', 'float32', [edge, 2])], {}, 'little');
  const wide = onnx.node('Gemm', [narrow, onnx.input('wide', 'float32', [2, edge])], {}, 'wider');
  onnx.output(onnx.node('Neg', [wide]), 'float32', [edge, edge], 'y');
  return onnx.graph();
}

const createNumbers = (length: number) => Float32Array.from({ length }, (_, index) => ((index * 37) % 101) / 101 - 0.5);

test('a graph whose large values have their own buffers computes the same', async () => {
  const graph = buildProducts();
  const feeds = {
    x: createTensor('float32', createNumbers(edge * edge), [edge, edge]),
    narrow: createTensor('float32', createNumbers(edge * 2), [edge, 2]),
    wide: createTensor('float32', createNumbers(2 * edge), [2, edge]),
    step: createTensor('float32', Float32Array.of(1e9), []),
  };
  const results = [];
  for (const model of [graph, assignOwnBuffers(graph, 'step')]) {
    const session = await openSession(encodeModel(model), { memoryArena: false, memoryPlan: true });
    await session.run(feeds);
    results.push((await session.run(feeds)).y!.data);
    await session.release();
  }
  expect(results[1]).toEqual(results[0]);
});

test('large values have no shape for ONNX Runtime, so that no other value waits for their buffer; small ones keep theirs', async () => {
  const graph = assignOwnBuffers(buildProducts(), 'step');
  const inner = ['first/own', 'wider/own', 'little', 'first'].map((name) => ({ name }));
  const model = encodeModel({ ...graph, outputs: [...graph.outputs, ...inner] });
  const session = await InferenceSession.create(model, { graphOptimizationLevel: 'disabled' });
  const shapes = new Map(session.outputMetadata.map((value) => [value.name, value.isTensor ? value.shape : []]));
  await session.release();
  expect(shapes.get('first/own')!.every((extent) => typeof extent === 'number' && extent > 0)).toBe(false);
  expect(shapes.get('wider/own')!.every((extent) => typeof extent === 'number' && extent > 0)).toBe(false);
  expect(shapes.get('little')).toEqual([edge, 2]);
  expect(shapes.get('first')).toEqual([edge, edge]);
});

test('a graph of small values is not changed', () => {
  const onnx = new OnnxBuilder('small');
  const x = onnx.input('x', 'float32', [4, 4]);
  onnx.output(onnx.node('Gemm', [x, x]), 'float32', [4, 4], 'y');
  const graph = onnx.graph();
  expect(assignOwnBuffers(graph, 'x')).toBe(graph);
});

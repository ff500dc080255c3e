import { expect, it } from 'vitest';
import { UserError } from '../../../../src/shared/errors';
import { Graph } from '../../../../src/tensor/graph';
import { zeros } from '../../../../src/tensor/initializers';
import { dense } from '../../../../src/tensor/ops';
import { requireOnnxSize } from '../../../../src/training/exchange/onnxSizeLimit';

/** Builds a graph with a matrix of so many million weights, which are never created. */
function buildOutputs(millions: number) {
  const graph = new Graph();
  const kernel = graph.parameter('kernel', [1_000, 1_000 * millions], zeros);
  const bias = graph.parameter('bias', [1_000 * millions], zeros);
  graph.parameter('unused', [1_000_000, 1_000_000], zeros);
  return { y: dense(graph.input('x', [1, 1_000]), kernel, bias) };
}

it('weights beyond what one ONNX file holds are refused in a sentence, before anything is written', () => {
  requireOnnxSize(buildOutputs(530), 'float32', 'model');
  requireOnnxSize(buildOutputs(1060), 'float16', 'model');
  const tryExport = (millions: number, precision: 'float32' | 'float16') => () =>
    requireOnnxSize(buildOutputs(millions), precision, 'model');
  expect(tryExport(535, 'float32')).toThrow(UserError);
  expect(tryExport(535, 'float32')).toThrow(/model is too large for one ONNX file.*--precision fp16\.$/);
  expect(tryExport(1070, 'float16')).toThrow(/\(2 GB at most\)\.$/);
});

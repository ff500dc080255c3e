import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { kernels } from '../../../src/runtime/tfjs/kernels';
import { gradients } from '../../../src/tensor/gradients';
import { Graph } from '../../../src/tensor/graph';
import { multiply, sum } from '../../../src/tensor/ops';
import { operators } from '../../../src/tensor/ops/registry';
import { Random } from '../../../src/tensor/random';
import { evaluateOnTensorFlow } from '../../support/runtime/evaluateOnTensorFlow';
import { computeRelativeError, drawUniform, evaluate } from '../../support/tensor/evaluate';
import { type OperatorCase, operatorCases } from '../../support/tensor/operatorCases';

describe('on TensorFlow.js, every operator', () => {
  it('has a kernel', () => {
    expect([...operators.keys()].filter((name) => !kernels[name])).toEqual([]);
  });

  for (const [name, cases] of Object.entries(operatorCases))
    for (const [index, operatorCase] of cases.entries())
      it(`${name} ${operatorCase.title ?? ''} has the values and gradients of ONNX Runtime`, async () => {
        const { outputs, feeds } = buildCaseGraph(operatorCase, new Random(index + 1));
        const expected = await evaluate(outputs, feeds);
        const before = tf.memory().numTensors;
        const actual = evaluateOnTensorFlow(outputs, feeds);
        expect(tf.memory().numTensors).toBe(before);
        for (const [output, data] of Object.entries(expected))
          expect(computeRelativeError(actual[output]!, data), output).toBeLessThan(1e-5);
      });
});

/** The output of a case and the gradients of its inputs, of a loss that weights the elements at random. */
function buildCaseGraph({ inputs: shapes, range: [low, high] = [-1, 1], build }: OperatorCase, random: Random) {
  const graph = new Graph();
  const inputs = shapes.map((shape, index) => graph.input(`x${index}`, shape));
  const feeds = Object.fromEntries(shapes.map((shape, index) => [`x${index}`, drawUniform(random, shape, low, high)]));
  const output = build(...inputs);
  const weights = graph.constant(drawUniform(random, output.shape, 0.5, 1.5), output.shape);
  const slopes = gradients(sum(multiply(output, weights)), inputs);
  const outputs = { output, ...Object.fromEntries(slopes.map((slope, index) => [`d${index}`, slope])) };
  return { outputs, feeds };
}

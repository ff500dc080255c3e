import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { describe, expect, it } from 'vitest';
import { gradients } from '../../../src/tensor/gradients';
import { Graph, type Value } from '../../../src/tensor/graph';
import { multiply, sum } from '../../../src/tensor/ops';
import { operators } from '../../../src/tensor/ops/registry';
import { Random } from '../../../src/tensor/random';
import { computeRelativeError, drawUniform, evaluate } from '../../support/tensor/evaluate';
import { type OperatorCase, operatorCases } from '../../support/tensor/operatorCases';

describe('every operator', () => {
  it('has a case here', () => {
    expect([...operators.keys()].filter((name) => !operatorCases[name])).toEqual([]);
  });

  for (const [name, cases] of Object.entries(operatorCases))
    for (const [index, operatorCase] of cases.entries()) {
      const title = `${name} ${operatorCase.title ?? `of ${JSON.stringify(operatorCase.inputs)}`}`;
      it(`${title} has the values and gradients of TensorFlow.js and of finite differences`, async () => {
        const run = new CaseRun(name, operatorCase, index + 1);
        expect(run.uses(name)).toBe(true);
        await run.compareValues();
        if (operatorCase.oracleGradient !== false) await run.compareGradients();
        await run.compareFiniteDifferences();
      });
    }
});

/** One case with its random inputs; the loss is the sum of the outputs weighted at random. */
class CaseRun {
  readonly #graph = new Graph();
  readonly #feeds: Float32Array[];
  readonly #output: Value;
  readonly #weights: Float32Array;
  readonly #loss: Value;
  readonly #gradients: readonly Value[];
  readonly #directions: Float32Array[];

  constructor(
    name: string,
    private readonly testCase: OperatorCase,
    seed: number,
  ) {
    const random = new Random(name.length * 1000 + seed);
    const { inputs: shapes, range: [low, high] = [-1, 1], build } = testCase;
    const inputs = shapes.map((shape, index) => this.#graph.input(`x${index}`, shape));
    this.#feeds = shapes.map((shape) => drawUniform(random, shape, low, high));
    this.#directions = shapes.map((shape) => drawUniform(random, shape, -1, 1));
    this.#output = build(...inputs);
    this.#weights = drawUniform(random, this.#output.shape, 0.5, 1.5);
    this.#loss = sum(multiply(this.#output, this.#graph.constant(this.#weights, this.#output.shape)));
    this.#gradients = gradients(this.#loss, inputs);
  }

  uses(name: string): boolean {
    return this.#graph.nodes.some((node) => node.kind === 'operator' && node.op === name);
  }

  async compareValues(): Promise<void> {
    const { y } = await evaluate({ y: this.#output }, this.#feed());
    const expected = tf.tidy(() => this.testCase.oracle(...this.#tensors()));
    expect(this.#output.shape).toEqual(expected.shape);
    expect(computeRelativeError(y!, expected.dataSync())).toBeLessThan(1e-4);
  }

  async compareGradients(): Promise<void> {
    const actual = await this.#runGradients();
    const dy = tf.tensor(this.#weights, [...this.#output.shape]);
    const expected = tf.tidy(() => tf.grads(this.testCase.oracle)(this.#tensors(), dy));
    for (const [index, gradient] of expected.entries())
      expect(computeRelativeError(actual[index]!, gradient.dataSync())).toBeLessThan(1e-4);
  }

  /** Along a random direction v: (loss(x + εv) - loss(x - εv)) / 2ε against the inner product of gradient and v. */
  async compareFiniteDifferences(): Promise<void> {
    const epsilon = 1e-3;
    const [plus, minus] = [await this.#lossAt(epsilon), await this.#lossAt(-epsilon)];
    const actual = await this.#runGradients();
    const terms = actual.flatMap((gradient, index) =>
      Array.from(gradient, (value, i) => value * this.#directions[index]![i]!),
    );
    const slope = terms.reduce((total, term) => total + term, 0);
    const scale = Math.max(1, ...terms.map(Math.abs));
    expect(Math.abs((plus - minus) / (2 * epsilon) - slope) / scale).toBeLessThan(5e-3);
  }

  /** In float64 over the outputs, which float32 gives: a float32 sum would drown the difference. */
  async #lossAt(epsilon: number): Promise<number> {
    const { y } = await evaluate({ y: this.#output }, this.#feed(epsilon));
    return y!.reduce((total, value, i) => total + value * this.#weights[i]!, 0);
  }

  async #runGradients(): Promise<readonly Float32Array[]> {
    const named = Object.fromEntries(this.#gradients.map((gradient, index) => [`d${index}`, gradient]));
    const results = await evaluate(named, this.#feed());
    return this.#gradients.map((_, index) => results[`d${index}`]!);
  }

  #feed(epsilon = 0): Record<string, Float32Array> {
    const moved = this.#feeds.map((feed, index) =>
      feed.map((value, i) => value + epsilon * this.#directions[index]![i]!),
    );
    const used = new Set(this.#graph.nodes.flatMap((node) => (node.kind === 'input' ? [node.name] : [])));
    return Object.fromEntries(moved.flatMap((feed, index) => (used.has(`x${index}`) ? [[`x${index}`, feed]] : [])));
  }

  #tensors(): tf.Tensor[] {
    return this.testCase.inputs.map((shape, index) => tf.tensor(this.#feeds[index]!, [...shape]));
  }
}

import { describe, expect, it } from 'vitest';
import { type InferenceSession, openInferenceSession } from '../../../src/runtime/inferenceSession';
import { gradients } from '../../../src/tensor/gradients';
import { Graph, type Shape, type Value } from '../../../src/tensor/graph';
import { buildInference } from '../../../src/tensor/inferenceModel';
import { add, cast, concat, gather, multiply, reshape, sum, tanh } from '../../../src/tensor/ops';
import { Random } from '../../../src/tensor/random';
import { countElements } from '../../../src/tensor/shapes';
import { evaluateOnTensorFlow } from '../../support/runtime/evaluateOnTensorFlow';
import { computeRelativeError, drawUniform } from '../../support/tensor/evaluate';
import { type OperatorCase, operatorCases } from '../../support/tensor/operatorCases';

const allCases = Object.values(operatorCases).flat();
const inputSize = 60;
const epsilon = 1e-3;

describe('random graphs', () => {
  for (const [index, [name, cases]] of Object.entries(operatorCases).entries())
    it(`with ${name}: ONNX Runtime, TensorFlow.js and finite differences agree`, async () => {
      const { outputs, weights } = buildRandomGraph(cases, new Random(1000 + index));
      const session = await openInferenceSession(buildInference(outputs), { threads: 1 });
      const { x, direction, before, here, after } = await findSmoothPoint(session);
      await session.release();

      const tfjs = evaluateOnTensorFlow(outputs, { x });
      for (const output of ['y', 'dx', 'decisions'] as const)
        expect(computeRelativeError(tfjs[output]!, here[output]), output).toBeLessThan(1e-3);

      const slope = (dot(after.y, weights) - dot(before.y, weights)) / (2 * epsilon);
      const lostInFloat32 = (dot(here.y.map(Math.abs), weights) * 2 ** -20) / epsilon;
      const scale = Math.max(...here.dx.map(Math.abs)) + lostInFloat32;
      expect(Math.abs(slope - dot(here.dx, direction)) / scale).toBeLessThan(0.02);
    });
});

interface RandomGraph {
  /** All outputs, the gradient `dx` of their weighted sum, and all comparisons and signs, at which the function is not smooth. */
  readonly outputs: Readonly<Record<keyof Results, Value>>;
  readonly weights: Float32Array;
}

interface Results {
  readonly y: Float32Array;
  readonly dx: Float32Array;
  readonly decisions: Float32Array;
}

/** Builds a graph of one of the given cases and some of all cases, whose inputs are the graph's input or earlier results. */
function buildRandomGraph(cases: readonly OperatorCase[], random: Random): RandomGraph {
  const graph = new Graph();
  const x = graph.input('x', [inputSize]);
  const pool = [x];
  const others = Array.from({ length: 2 + random.integer(5) }, () => pick(allCases, random));
  for (const { inputs, range, build } of random.shuffle([pick(cases, random), ...others]))
    pool.push(build(...inputs.map((shape) => fitTo(pick(pool, random), shape, range ?? [-1, 1], random))));
  const y = concat(
    pool.map((value) => reshape(value, [-1])),
    0,
  );
  const weights = drawUniform(random, y.shape, 0.5, 1.5);
  const [dx] = gradients(sum(multiply(y, graph.constant(weights, y.shape))), [x]);
  return { outputs: { y, dx: dx!, decisions: collectDecisions(graph) }, weights };
}

/** Returns all comparisons and signs in a graph as one tensor, [any]. */
function collectDecisions(graph: Graph): Value {
  const nodes = graph.nodes.map((node, id) => ({ node, value: graph.value(id) }));
  const decisions = nodes.filter(
    ({ node }) => node.type === 'bool' || (node.kind === 'operator' && node.op === 'sign'),
  );
  const none = graph.constant(Float32Array.of(0), [1]);
  return concat([none, ...decisions.map(({ value }) => reshape(cast(value, 'float32'), [-1]))], 0);
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[random.integer(items.length)]!;
}

/** Returns elements of x in another shape, mapped smoothly into a range. */
function fitTo(x: Value, shape: Shape, [low, high]: readonly [number, number], random: Random): Value {
  const [size, start, stride] = [countElements(x.shape), random.integer(100), 1 + random.integer(7)];
  const indices = Int32Array.from({ length: countElements(shape) }, (_, i) => (start + i * stride) % size);
  const elements = reshape(gather(reshape(x, [size]), indices, 0), shape);
  const half = (high - low) / 2;
  const middle = low + half * random.uniform(0.8, 1.2);
  return add(multiply(tanh(multiply(elements, random.uniform(0.7, 1.3))), half * 0.8), middle);
}

/** Finds a random x and direction v with equal decisions at x, x - εv and x + εv; returns the results there. */
async function findSmoothPoint(session: InferenceSession) {
  for (let seed = 1; seed <= 200; seed++) {
    const random = new Random(seed);
    const [x, direction] = [drawUniform(random, [inputSize], -1, 1), drawUniform(random, [inputSize], -1, 1)];
    const at = async (distance: number) =>
      (await session.run({ x: x.map((value, i) => value + distance * direction[i]!) })) as unknown as Results;
    const [before, here, after] = [await at(-epsilon), await at(0), await at(epsilon)];
    const isSameDecision = (decision: number, i: number) =>
      before.decisions[i] === decision && after.decisions[i] === decision;
    if (here.decisions.every(isSameDecision)) return { x, direction, before, here, after };
  }
  throw new Error('the graph bends everywhere');
}

/** Computed in float64, because the rounding of a float32 sum would hide the difference. */
function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((total, value, i) => total + value * b[i]!, 0);
}

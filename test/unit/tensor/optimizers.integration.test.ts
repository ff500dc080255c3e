import { describe, expect, it } from 'vitest';
import { openTrainingSession } from '../../../src/runtime/trainingSession';
import { Graph } from '../../../src/tensor/graph';
import { zeros } from '../../../src/tensor/initializers';
import { add, multiply, sum } from '../../../src/tensor/ops';
import { adaBelief } from '../../../src/tensor/optimizers/adaBelief';
import { adaMax } from '../../../src/tensor/optimizers/adaMax';
import { adam, adamW } from '../../../src/tensor/optimizers/adam';
import { lion } from '../../../src/tensor/optimizers/lion';
import { nadam } from '../../../src/tensor/optimizers/nadam';
import { rmsProp } from '../../../src/tensor/optimizers/rmsProp';
import { Random } from '../../../src/tensor/random';
import type { UpdatePolicy } from '../../../src/tensor/stepPlan';
import { buildTrainingStep } from '../../../src/tensor/trainingStep';
import { computeRelativeError, drawUniform } from '../../support/tensor/evaluate';
import { beta1, beta2, epsilon, type Reference, references } from '../../support/tensor/optimizerReferences';

const steps = 50;
/** 40,000 elements are updated in pieces, 7 at once; one axis takes no weight decay. */
const shapes = { kernel: [400, 100], bias: [7] } as const;
const sizes = { kernel: 40_000, bias: 7 } as const;
type Name = keyof typeof shapes;
type Weights = Record<Name, Float64Array>;
type Gradients = Readonly<Record<Name, Float32Array>>;

const random = new Random(3);
const initial = { kernel: drawUniform(random, [sizes.kernel], -1, 1), bias: drawUniform(random, [sizes.bias], -1, 1) };
const gradients: readonly Gradients[] = Array.from({ length: steps }, (_, index) => {
  const drawGradient = (name: Name) =>
    drawUniform(random, [sizes[name]], -1, 1).map((g) => g * 10 ** ((index % 5) - 3));
  return { kernel: drawGradient('kernel'), bias: drawGradient('bias') };
});
const rates = gradients.map((_, index) => 1e-2 / (1 + index / 10));

async function trainOnRuntime(policy: UpdatePolicy): Promise<Record<Name, Float32Array>> {
  const graph = new Graph();
  const part = (name: Name) =>
    sum(multiply(graph.parameter(name, shapes[name], zeros), graph.input(`of ${name}`, shapes[name])));
  const loss = add(part('kernel'), part('bias'));
  const step = buildTrainingStep({ loss, losses: { loss }, ...policy });
  const state = new Map(Object.entries(initial).map(([name, weights]) => [name, weights.slice()]));
  const session = await openTrainingSession(step, { state, threads: 1 });
  for (const [index, { kernel, bias }] of gradients.entries())
    expect(await session.step({ 'of kernel': kernel, 'of bias': bias }, rates[index]!)).toMatchObject({ finite: 1 });
  const after = await session.readState();
  await session.release();
  return { kernel: after.get('kernel')!, bias: after.get('bias')! };
}

interface Expected {
  readonly reference: (size: number) => Reference;
  /** What is done to the gradients first. */
  readonly prepare?: (gradients: Gradients, weights: Weights, step: number) => Record<Name, ArrayLike<number>>;
  /** Decoupled. */
  readonly decay?: number;
  /** Steps that make an update. */
  readonly accumulation?: number;
}

function trainByReference({ reference, prepare, decay = 0, accumulation = 1 }: Expected): Weights {
  const weights = { kernel: Float64Array.from(initial.kernel), bias: Float64Array.from(initial.bias) };
  const rules = { kernel: reference(sizes.kernel), bias: reference(sizes.bias) };
  for (let index = accumulation - 1; index < steps; index += accumulation) {
    const mean = averageGradients(gradients.slice(index - accumulation + 1, index + 1));
    const prepared = prepare?.(mean as never, weights, index) ?? mean;
    weights.kernel.forEach((w, i) => {
      weights.kernel[i] = w * (1 - rates[index]! * decay);
    });
    for (const name of ['kernel', 'bias'] as const)
      rules[name](weights[name], prepared[name], rates[index]!, (index + 1) / accumulation);
  }
  return weights;
}

function averageGradients(several: readonly Gradients[]): Record<Name, Float64Array> {
  const mean = (name: Name) =>
    Float64Array.from(
      several[0]![name],
      (_, i) => several.reduce((total, one) => total + one[name][i]!, 0) / several.length,
    );
  return { kernel: mean('kernel'), bias: mean('bias') };
}

function norm(...parts: readonly ArrayLike<number>[]): number {
  return Math.sqrt(parts.reduce((total, part) => total + Array.from(part).reduce((a, g) => a + g * g, 0), 0));
}

function scaleGradients(gradients: Gradients, computeFactor: (name: Name) => number) {
  const times = (name: Name) => {
    const factor = computeFactor(name);
    return Float64Array.from(gradients[name], (g) => g * factor);
  };
  return { kernel: times('kernel'), bias: times('bias') };
}

/** numpy.percentile with its linear interpolation. */
function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (percent / 100) * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(rank)]!, sorted[Math.ceil(rank)]!];
  return low + (high - low) * (rank - Math.floor(rank));
}

function createAutoclip(percent: number, history: number): NonNullable<Expected['prepare']> {
  const norms: number[] = [];
  return (gradients) => {
    const total = norm(gradients.kernel, gradients.bias);
    norms.push(total);
    const limit = percentile(history === 0 ? norms : norms.slice(-history), percent);
    return scaleGradients(gradients, () => Math.min(1, limit / (total + 1e-6)));
  };
}

const moments = { beta1, beta2, epsilon };
const clippedAdam = (clipping: UpdatePolicy['clipping']): UpdatePolicy =>
  ({ optimizer: adam(moments), clipping }) as UpdatePolicy;

const cases: Readonly<Record<string, readonly [UpdatePolicy, Expected]>> = {
  adam: [{ optimizer: adam(moments) }, { reference: references.adam }],
  'adam with amsgrad': [
    { optimizer: adam({ ...moments, amsgrad: true }) },
    { reference: (size) => references.adam(size, true) },
  ],
  'adam with weight decay in the gradient': [
    { optimizer: adam(moments), weightDecay: 0.1 },
    {
      reference: references.adam,
      prepare: ({ kernel, bias }, weights) => ({
        kernel: Float64Array.from(kernel, (g, i) => g + 0.1 * weights.kernel[i]!),
        bias,
      }),
    },
  ],
  'adamw with weight decay': [
    { optimizer: adamW(moments), weightDecay: 0.4 },
    { reference: references.adam, decay: 0.4 },
  ],
  adabelief: [
    { optimizer: adaBelief(moments), weightDecay: 0.4 },
    { reference: references.adabelief, decay: 0.4 },
  ],
  'adabelief with amsgrad': [
    { optimizer: adaBelief({ ...moments, amsgrad: true }) },
    { reference: (size) => references.adabelief(size, true) },
  ],
  adamax: [{ optimizer: adaMax(moments) }, { reference: references.adamax }],
  nadam: [{ optimizer: nadam(moments) }, { reference: references.nadam }],
  'rms-prop': [{ optimizer: rmsProp({ epsilon }) }, { reference: references['rms-prop'] }],
  lion: [
    { optimizer: lion(moments), weightDecay: 0.4 },
    { reference: references.lion, decay: 0.4 },
  ],
  'adam, clipped by value': [
    clippedAdam({ kind: 'value', limit: 0.3 }),
    {
      reference: references.adam,
      prepare: ({ kernel, bias }) => {
        const limit = (g: number) => Math.max(-0.3, Math.min(0.3, g));
        return { kernel: Float64Array.from(kernel, limit), bias: Float64Array.from(bias, limit) };
      },
    },
  ],
  "adam, clipped by each parameter's norm": [
    clippedAdam({ kind: 'norm', limit: 2 }),
    {
      reference: references.adam,
      prepare: (gradients) => scaleGradients(gradients, (name) => Math.min(1, 2 / (norm(gradients[name]) + 1e-6))),
    },
  ],
  'adam, clipped by the global norm': [
    clippedAdam({ kind: 'globalNorm', limit: 5 }),
    {
      reference: references.adam,
      prepare: (gradients) => {
        const total = norm(gradients.kernel, gradients.bias);
        return scaleGradients(gradients, () => Math.min(1, 5 / (total + 1e-6)));
      },
    },
  ],
  'adam, clipped by a percentile of all norms': [
    clippedAdam({ kind: 'autoclip', percentile: 30, history: 0 }),
    { reference: references.adam, prepare: createAutoclip(30, 0) },
  ],
  'adam, clipped by a percentile of the last 8 norms': [
    clippedAdam({ kind: 'autoclip', percentile: 65, history: 8 }),
    { reference: references.adam, prepare: createAutoclip(65, 8) },
  ],
  'adam on gradients of five steps': [
    { optimizer: adam(moments), accumulation: 5 },
    { reference: references.adam, accumulation: 5 },
  ],
  'lion on clipped gradients of two steps': [
    { optimizer: lion(moments), accumulation: 2, clipping: { kind: 'value', limit: 0.4 } },
    {
      reference: references.lion,
      accumulation: 2,
      prepare: (gradients) => ({
        kernel: Float64Array.from(gradients.kernel, (g) => Math.max(-0.4, Math.min(0.4, g))),
        bias: gradients.bias.map((g) => Math.max(-0.4, Math.min(0.4, g))),
      }),
    },
  ],
};

describe('an optimizer follows its paper in float64 over 50 steps', () => {
  for (const [title, [policy, expected]] of Object.entries(cases))
    it(title, async () => {
      const [ours, theirs] = [await trainOnRuntime(policy), trainByReference(expected)];
      for (const name of ['kernel', 'bias'] as const) {
        const computeMovement = (weights: ArrayLike<number>) =>
          Array.from(weights, (weight, i) => weight - initial[name][i]!);
        expect(computeRelativeError(computeMovement(ours[name]), computeMovement(theirs[name]))).toBeLessThan(1e-4);
      }
    });
});

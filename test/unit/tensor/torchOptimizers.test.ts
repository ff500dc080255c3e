import { execFileSync, spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTrainingSession } from '../../../src/runtime/trainingSession';
import { Graph } from '../../../src/tensor/graph';
import { zeros } from '../../../src/tensor/initializers';
import { multiply, sum } from '../../../src/tensor/ops';
import { adaMax } from '../../../src/tensor/optimizers/adaMax';
import { adam, adamW } from '../../../src/tensor/optimizers/adam';
import { rmsProp } from '../../../src/tensor/optimizers/rmsProp';
import { Random } from '../../../src/tensor/random';
import type { UpdatePolicy } from '../../../src/tensor/stepPlan';
import { buildTrainingStep } from '../../../src/tensor/trainingStep';
import { computeRelativeError, drawUniform } from '../../support/tensor/evaluate';

const shape = [6, 5];
const random = new Random(8);
const initial = drawUniform(random, shape, -1, 1);
const gradients = Array.from({ length: 50 }, () => drawUniform(random, shape, -1, 1));

const moments = 'betas=(0.9, 0.999), eps=1e-7';
/** Ours, what it is in PyTorch, and what comes before. Not nadam: PyTorch 1.13 takes its momentum's product wrongly. */
const cases: Readonly<Record<string, readonly [UpdatePolicy, string, clip?: string]>> = {
  adam: [{ optimizer: adam(), weightDecay: 0.1 }, `Adam([p], lr, ${moments}, weight_decay=0.1)`],
  'adam with amsgrad': [{ optimizer: adam({ amsgrad: true }) }, `Adam([p], lr, ${moments}, amsgrad=True)`],
  adamw: [{ optimizer: adamW(), weightDecay: 0.1 }, `AdamW([p], lr, ${moments}, weight_decay=0.1)`],
  adamax: [{ optimizer: adaMax() }, `Adamax([p], lr, ${moments})`],
  'rms-prop': [{ optimizer: rmsProp() }, 'RMSprop([p], lr, eps=1e-7)'],
  'adam, its norm clipped': [
    { optimizer: adam(), clipping: { kind: 'globalNorm', limit: 2.8 } },
    `Adam([p], lr, ${moments})`,
    'torch.nn.utils.clip_grad_norm_([p], 2.8)',
  ],
};

const program = `
import json, sys, torch
given = json.load(sys.stdin)
lr = given["rate"]
results = {}
for name, (make, clip) in given["cases"].items():
    p = torch.nn.Parameter(torch.tensor(given["initial"], dtype=torch.float64).reshape(6, 5))
    optimizer = eval("torch.optim." + make)
    for gradient in given["gradients"]:
        p.grad = torch.tensor(gradient, dtype=torch.float64).reshape(6, 5)
        eval(clip)
        optimizer.step()
    results[name] = p.detach().reshape(-1).tolist()
print(json.dumps(results))
`;

/** A Python on the path that has PyTorch; the first may be another one. */
function findPythonWithTorch(): string | undefined {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'python3'));
  return candidates.find((python) => spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0);
}

const python = findPythonWithTorch();

describe.skipIf(!python)('PyTorch takes the same 50 steps (skipped where there is no PyTorch)', () => {
  let theirs: Readonly<Record<string, number[]>>;
  beforeAll(() => {
    const written = Object.entries(cases).map(([name, [, make, clip = 'None']]) => [name, [make, clip]]);
    const input = {
      rate: 0.01,
      initial: [...initial],
      gradients: gradients.map((gradient) => [...gradient]),
      cases: Object.fromEntries(written),
    };
    theirs = JSON.parse(execFileSync(python!, ['-c', program], { input: JSON.stringify(input), encoding: 'utf8' }));
  });

  for (const [name, [policy]] of Object.entries(cases))
    it(`with ${name}`, async () => {
      const graph = new Graph();
      const loss = sum(multiply(graph.parameter('w', shape, zeros), graph.input('gradient', shape)));
      const step = buildTrainingStep({ loss, losses: { loss }, ...policy });
      const session = await openTrainingSession(step, { state: new Map([['w', initial.slice()]]), threads: 1 });
      for (const gradient of gradients) await session.step({ gradient }, 0.01);
      const ours = (await session.readState()).get('w')!;
      await session.release();
      const computeMovement = (weights: ArrayLike<number>) => Array.from(weights, (weight, i) => weight - initial[i]!);
      expect(computeRelativeError(computeMovement(ours), computeMovement(theirs[name]!))).toBeLessThan(1e-4);
    });
});

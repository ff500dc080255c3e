import { createModel } from '../../scripts/createModel';
import { Graph, type Value } from '../../src/tensor/graph';
import { heUniform, zeros } from '../../src/tensor/initializers';
import type { Target } from '../../src/tensor/lowering/target';
import { abs, add, concat, conv2d, leakyRelu, mean, split, subtract } from '../../src/tensor/ops';
import { adam } from '../../src/tensor/optimizers/adam';
import { buildTrainingStep, type TrainingStep } from '../../src/tensor/trainingStep';
import { isTrainerName, type TrainerName, trainerNames } from '../../src/training/models/models';
import { resolveTrainOptions } from '../../src/training/settings/trainOptions';
import { buildTrainingGraph } from '../../src/training/step/trainingGraph';

/** The loss options for each `--loss`. Masks are off, because the PyTorch scripts have none. */
const lossOptions = {
  mae: { loss_function: 'mae', loss_function_2: 'none', penalized_mask_loss: false },
  'ssim+mse': { loss_function: 'ssim', loss_function_2: 'mse', loss_weight_2: 100, penalized_mask_loss: false },
} as const;

export type BenchmarkLoss = keyof typeof lossOptions;
export const benchmarkLosses = Object.keys(lossOptions) as readonly BenchmarkLoss[];

/** All models, and `residual`: only residual blocks, which are hard to make fast. */
export const benchmarkModels = [...trainerNames, 'residual'] as const;
export type BenchmarkModel = (typeof benchmarkModels)[number];

export interface BenchmarkStep {
  readonly step: TrainingStep;
  /** The last value before any loss. */
  readonly decodedFaces: Value;
}

export function buildBenchmarkStep(
  name: BenchmarkModel,
  loss: BenchmarkLoss,
  batch: number,
  target: Target,
): BenchmarkStep {
  const { decodedFaces, lossA, lossB, total } = isTrainerName(name)
    ? buildModelGraph(name, loss, batch)
    : buildResidualBlocks(batch);
  const step = buildTrainingStep({ loss: total, losses: { a: lossA, b: lossB }, optimizer: adam(), target });
  return { step, decodedFaces };
}

function buildModelGraph(name: TrainerName, loss: BenchmarkLoss, batch: number) {
  const options = resolveTrainOptions({ 'global.loss': lossOptions[loss] });
  return buildTrainingGraph(createModel(name, options), options['global.loss'], batch);
}

const [edge, channels, blocks] = [64, 128, 4];

/** Four residual blocks of 3x3 convolutions, 128 channels at 64x64, on both sides' faces at once; loss mae. */
function buildResidualBlocks(batch: number) {
  const graph = new Graph();
  const side = (name: string) => graph.input(name, [batch, edge, edge, channels]);
  const faces = concat([side('input_a'), side('input_b')], 0);
  let decodedFaces = faces;
  for (let i = 0; i < blocks; i++) {
    const inner = leakyRelu(buildConvolution(decodedFaces, `block_${i}/first`), 0.2);
    decodedFaces = leakyRelu(add(buildConvolution(inner, `block_${i}/second`), decodedFaces), 0.2);
  }
  const [lossA, lossB] = split(abs(subtract(decodedFaces, faces)), [batch, batch], 0).map((map) => mean(map)) as [
    Value,
    Value,
  ];
  return { decodedFaces, lossA, lossB, total: add(lossA, lossB) };
}

function buildConvolution(x: Value, name: string): Value {
  const kernel = x.graph.parameter(`${name}/kernel`, [3, 3, channels, channels], heUniform);
  return conv2d(x, kernel, { bias: x.graph.parameter(`${name}/bias`, [channels], zeros) });
}

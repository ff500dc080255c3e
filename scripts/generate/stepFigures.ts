import { estimateMemory } from '../../src/runtime/estimateMemory';
import { countFlops } from '../../src/tensor/flops';
import { countElements } from '../../src/tensor/shapes';
import { buildTrainingStep } from '../../src/tensor/trainingStep';
import { findModel, type TrainerName } from '../../src/training/models/models';
import { createModel } from '../../src/training/settings/createModel';
import { resolveTrainOptions } from '../../src/training/settings/trainOptions';
import { updatePolicyOf } from '../../src/training/step/optimizerChoice';
import { buildTrainingGraph } from '../../src/training/step/trainingGraph';

const names = ['nimble', 'lightweight', 'original'] as const satisfies readonly TrainerName[];
const batchSize = 16;

/** What a step is made of and takes, with each model's own options: counted and estimated, not measured. */
export async function renderStepFiguresTable(): Promise<string> {
  const rows: string[] = [];
  for (const name of names) rows.push(await rowOf(name));
  return [
    '| model | parameters | nodes of the graph | nodes of the ONNX model | GFLOP a step | memory |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

async function rowOf(name: TrainerName): Promise<string> {
  const options = resolveTrainOptions(findModel(name).preferences ?? {});
  const training = buildTrainingGraph(createModel(name, options), options['global.loss'], batchSize);
  const { graph, lossA, lossB, total } = training;
  const policy = updatePolicyOf(options['global.optimizer']);
  const step = buildTrainingStep({ loss: total, losses: { lossA, lossB }, ...policy });
  const parameters = graph.parameters.reduce((count, { shape }) => count + countElements(shape), 0);
  const operations = graph.nodes.reduce((count, node) => count + countFlops(graph, node), 0);
  const { totalBytes } = estimateMemory(step);
  const nodes = graph.nodes.filter(({ kind }) => kind === 'operator').length;
  return [
    `| \`${name}\` `,
    ` ${(parameters / 1e6).toFixed(1)} M `,
    ` ${nodes} `,
    ` ${step.onnx.nodes.length} `,
    ` ${(operations / 1e9).toFixed(0)} `,
    ` ${(totalBytes / 2 ** 30).toFixed(1)} GiB |`,
  ].join('|');
}

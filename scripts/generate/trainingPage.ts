import { readFileSync } from 'node:fs';
import { commands } from '../../src/cli/commands';
import { estimateMemory } from '../../src/runtime/estimateMemory';
import { countFlops } from '../../src/tensor/flops';
import { countElements } from '../../src/tensor/shapes';
import { buildTrainingStep } from '../../src/tensor/trainingStep';
import { findModel, type TrainerName } from '../../src/training/models/models';
import { resolveTrainOptions, trainOptionRecords } from '../../src/training/settings/trainOptions';
import { createUpdatePolicy } from '../../src/training/step/optimizerChoice';
import { buildTrainingGraph } from '../../src/training/step/trainingGraph';
import { createModel } from '../createModel';
import { replaceGeneratedSections } from './generatedSections';
import { renderOptionTables } from './optionTables';

/**
 * Returns docs/training.md with its generated sections made anew; `text` is the present page. A section is `options`,
 * `figures`, `model tools`, or the path of a file in docs/examples.
 */
export async function renderTrainingPage(text: string): Promise<string> {
  const parts: Readonly<Record<string, string>> = {
    options: renderOptionTables(trainOptionRecords, { heading: 'fixed', isFor: ({ fixed }) => fixed === true }),
    figures: await renderStepFiguresTable(),
    'model tools': renderModelToolsTable(),
  };
  return replaceGeneratedSections(text, (name) => parts[name] ?? quoteCode(name));
}

function quoteCode(path: string): string {
  return `\`\`\`ts\n${readFileSync(path, 'utf8').trimEnd()}\n\`\`\``;
}

/** Returns the table of the commands that inspect or change a model. */
function renderModelToolsTable(): string {
  const tools = Object.entries(commands).filter(([name]) => name.startsWith('model '));
  return [
    '| command | what it does |',
    '|---|---|',
    ...tools.map(([name, { help }]) => `| \`faceswap ${name}\` | ${help} |`),
  ].join('\n');
}

const names = ['nimble', 'lightweight', 'original'] as const satisfies readonly TrainerName[];
const batchSize = 16;

/** Returns the table of the size and cost of a step with each model's own options: counted and estimated, not measured. */
async function renderStepFiguresTable(): Promise<string> {
  const rows: string[] = [];
  for (const name of names) rows.push(await renderRow(name));
  return [
    '| model | parameters | nodes of the graph | nodes of the ONNX model | GFLOP a step | memory |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

async function renderRow(name: TrainerName): Promise<string> {
  const options = resolveTrainOptions(findModel(name).preferences ?? {});
  const training = buildTrainingGraph(createModel(name, options), options['global.loss'], batchSize);
  const { graph, lossA, lossB, total } = training;
  const policy = createUpdatePolicy(options['global.optimizer']);
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

import type { LooseIniValues } from '../../src/options/option';
import { UserError } from '../../src/shared/errors';
import { type ModelSummary, summarizeModel } from '../../src/training/models/modelSummary';
import { findModel, type TrainerName, trainerNames } from '../../src/training/models/models';
import type { Preset } from '../../src/training/settings/presets';
import { getShippedPresetsFolder, loadPresets } from '../../src/training/settings/presets';
import { resolveTrainOptions, type SomeTrainOptions } from '../../src/training/settings/trainOptions';
import { createModel } from '../createModel';
import { replaceGeneratedSections } from './generatedSections';
import { drawNetwork } from './pictures/network';
import { listNetworkParts } from './pictures/networkParts';

/** The options of a model that change its network, for the table in its section of the page. */
const variants: { readonly [Name in TrainerName]?: readonly SomeTrainOptions[] } = {
  original: [{ 'model.original': { lowmem: true } }],
  dfaker: [{ 'model.dfaker': { output_size: 256 } }],
  dfl_h128: [{ 'model.dfl_h128': { lowmem: true } }],
  dfl_sae: [
    { 'model.dfl_sae': { architecture: 'liae' } },
    { 'model.dfl_sae': { multiscale_decoder: true } },
    { 'model.dfl_sae': { input_size: 256 } },
  ],
  villain: [{ 'model.villain': { lowmem: true } }],
  realface: [{ 'model.realface': { input_size: 128, output_size: 256 } }],
  unbalanced: [{ 'model.unbalanced': { lowmem: true } }, { 'model.unbalanced': { input_size: 256 } }],
  dlight: [
    { 'model.dlight': { details: 'fast' } },
    { 'model.dlight': { features: 'lowmem', output_size: 128 } },
    { 'model.dlight': { output_size: 384 } },
  ],
};

/** Returns docs/models.md with its tables generated anew; `text` is the present page. */
export async function renderModelsPage(text: string): Promise<string> {
  const parts: Readonly<Record<string, string>> = { table: table(), presets: await presetTable() };
  return replaceGeneratedSections(text, (name) => parts[name] ?? section(name as TrainerName));
}

/** Returns the picture (SVG) of a model's network as the defaults of its options make it. */
export function drawModel(name: TrainerName): string {
  return drawNetwork(`The network of ${name}`, listNetworkParts(createModel(name, resolveTrainOptions())));
}

function summarize(name: TrainerName, options: SomeTrainOptions | LooseIniValues = {}): ModelSummary {
  return summarizeModel(createModel(name, resolveTrainOptions(options)), false);
}

function table(): string {
  const rows = trainerNames.map((name) => [
    `[${name}](#${name})`,
    ...formatFigures(summarize(name)),
    findModel(name).summary,
  ]);
  return renderTable(['model', 'pixels', 'parameters', 'GFLOP a face', 'good for'], rows);
}

function section(name: TrainerName): string {
  const picture = `![The network of ${name}](pictures/model-${name}.svg)`;
  const others = variants[name]?.map((options) => [
    formatSettings(options),
    ...formatFigures(summarize(name, options)),
  ]);
  if (!others) return picture;
  return `${picture}\n\n${renderTable(['with', 'pixels', 'parameters', 'GFLOP a face'], others)}`;
}

function formatFigures({ input, outputs, parameters, gflop_per_face }: ModelSummary): string[] {
  return [
    `${input[0]} → ${outputs.map(([edge]) => edge).join(', ')}`,
    `${(parameters / 1e6).toFixed(1)} M`,
    gflop_per_face.toPrecision(3),
  ];
}

function formatSettings(options: SomeTrainOptions): string {
  return Object.values(options)
    .flatMap((section) => Object.entries(section ?? {}).map(([key, value]) => `\`${key} = ${value}\``))
    .join(', ');
}

async function presetTable(): Promise<string> {
  const presets = await loadPresets([getShippedPresetsFolder()]);
  const rows = presets.map((preset) => [
    preset.name,
    preset.trainer,
    preset.purpose,
    ...formatPresetFigures(preset),
    preset.memory,
  ]);
  return renderTable(['preset', 'trainer', 'for', 'pixels', 'parameters', 'GFLOP a face', 'memory'], rows);
}

/** Returns the figures of the preset's network, or dashes where the network cannot be built yet. */
function formatPresetFigures({ trainer, values }: Preset): string[] {
  try {
    return formatFigures(summarize(trainer as TrainerName, values));
  } catch (error) {
    if (error instanceof UserError) return ['–', '–', '–'];
    throw error;
  }
}

function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}

import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { colorMethodNames, colorMethods } from '../../../src/conversion/color/colorMethods';
import { convertIni } from '../../../src/conversion/convertSettings';
import { sharpeners } from '../../../src/conversion/sharpening/sharpeners';
import { writers } from '../../../src/conversion/writers/writers';
import { alignerNames, aligners } from '../../../src/faces/aligners/aligners';
import { detectorNames, detectors } from '../../../src/faces/detectors/detectors';
import { extractIni } from '../../../src/faces/extractIni';
import type { Mask } from '../../../src/faces/masks/mask';
import { masks } from '../../../src/faces/masks/masks';
import { measures } from '../../../src/facesets/measures/measures';
import { listFaceOrders } from '../../../src/facesets/review/faceOrdering';
import type { IniFile } from '../../../src/options/checkIni';
import { analyzeIni, noModel } from '../../../src/options/language/analysis';
import { listCompletions } from '../../../src/options/language/completion';
import type { Option } from '../../../src/options/option';
import { getStage } from '../../../src/stages/stages';
import { optimizers } from '../../../src/tensor/optimizers/optimizers';
import type { Loss } from '../../../src/training/losses/loss';
import { losses } from '../../../src/training/losses/losses';
import { models } from '../../../src/training/models/models';
import { trainIni } from '../../../src/training/settings/trainIni';

// Everything that is known of a kind follows from its records: each of these tests fails where something does not.

const names = (records: readonly { readonly name: string }[]) => records.map(({ name }) => name);

const registries = {
  losses,
  optimizers,
  models: models.map(({ name, summary }) => ({ name, help: summary })),
  masks,
  'color methods': colorMethods,
  sharpeners,
  writers,
  detectors,
  aligners,
  measures: measures.map(({ name, orderLabel }) => ({ name, help: orderLabel })),
} as const satisfies Readonly<Record<string, readonly { readonly name: string; readonly help: string }[]>>;

describe.each(Object.entries(registries))('the %s', (_kind, records) => {
  it('have unique names and a help text each', () => {
    expect(new Set(names(records)).size).toBe(records.length);
    for (const { name, help } of records) expect(help.length, name).toBeGreaterThan(5);
  });
});

/** The choices of a key, by its record, by completion in an editor, and in the table of the docs. */
function listChoices(file: IniFile, section: string, key: string, page: string) {
  const option = file.table[section]![key]!;
  if (option.type !== 'choice') throw new Error(`${key} is no choice`);
  const line = `${key} = `;
  const analysis = analyzeIni(`[${section}]\n${line}`, file);
  const completed = listCompletions(analysis, { line: 1, character: line.length }, noModel).map(({ label }) => label);
  const row = readFileSync(page, 'utf8')
    .split(`### \`[${section}]\``)[1]!
    .split('\n')
    .find((text) => text.startsWith(`| \`${key}\``))!;
  const documented = [...row.split(' | ')[2]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
  return { recorded: option.choices, completed, documented, described: Object.keys(option.choiceHelp ?? {}) };
}

const all: readonly Loss[] = losses;
test.each([
  ['loss_function', 'global.loss', names(all.filter(({ isExtra }) => !isExtra))],
  ['loss_function_2', 'global.loss', ['none', ...names(all)]],
  ['loss_function_4', 'global.loss', ['none', ...names(all)]],
  ['mask_loss_function', 'global.loss', names(all.filter(({ isForMasks }) => isForMasks))],
  ['mask_type', 'global.loss', names(masks.filter(({ source }) => source !== 'model'))],
  ['optimizer', 'global.optimizer', names(optimizers)],
] as const)('%s of train.ini, its completion, help and docs name every record', (key, section, expected) => {
  for (const found of Object.values(listChoices(trainIni, section, key, 'docs/training.md')))
    expect([...found].sort()).toEqual([...expected].sort());
});

test('the method of sharpening in convert.ini names every record', () => {
  const { recorded, completed, documented } = listChoices(
    convertIni,
    'scaling.sharpen',
    'method',
    'docs/settings-files.md',
  );
  for (const found of [recorded, completed, documented]) expect([...found].sort()).toEqual(names(sharpeners).sort());
});

test('every record with options has its section', () => {
  const sections = (file: IniFile) => Object.keys(file.table);
  for (const model of models) if ('options' in model) expect(sections(trainIni)).toContain(`model.${model.name}`);
  for (const { name } of writers) expect(sections(convertIni)).toContain(`writer.${name}`);
  for (const method of colorMethods)
    if ('section' in method) expect(sections(convertIni)).toContain(`color.${method.section}`);
  for (const detector of detectors)
    if ('section' in detector) expect(sections(extractIni)).toContain(`detect.${detector.section}`);
  for (const aligner of aligners)
    if ('section' in aligner) expect(sections(extractIni)).toContain(`align.${aligner.section}`);
  for (const mask of masks as readonly Mask[])
    if (mask.source === 'stored')
      for (const section of Object.keys(mask.settings ?? {})) expect(sections(extractIni)).toContain(section);
});

function listStageChoices(stage: Parameters<typeof getStage>[0], key: string): readonly string[] {
  const option = (getStage(stage).options as Readonly<Record<string, Option>>)[key];
  return option?.type === 'choice' ? option.choices : [];
}

test('the commands offer every record that is available', () => {
  expect(listStageChoices('train', 'trainer')).toEqual(names(models));
  expect(listStageChoices('convert', 'maskType')).toEqual([
    'auto',
    ...names(masks.filter(({ source }) => source !== 'stored')),
  ]);
  expect(listStageChoices('convert', 'colorAdjustment')).toEqual(colorMethodNames);
  expect(listStageChoices('extract', 'detector')).toEqual(detectorNames);
  expect(listStageChoices('extract', 'aligner')).toEqual(alignerNames);
  expect(listFaceOrders().map(({ by }) => by)).toEqual(['name', 'likeness', 'duplicates', ...names(measures)]);
});

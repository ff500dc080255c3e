import { commands, commonOptions, jobActions, jobsHelpText, jobsOptions } from '../../src/cli/commands';
import { heldOutMeasures } from '../../src/evaluation/measures/heldOutMeasures';
import { swapMeasures } from '../../src/evaluation/measures/swapMeasures';
import { masks } from '../../src/faces/masks/masks';
import { measures } from '../../src/facesets/measures/measures';
import { listIniOptions, type Option } from '../../src/options/option';
import { iniFiles } from '../../src/settings/iniFiles';
import { summaryLabels } from '../../src/shared/summaryLabels';
import { stages } from '../../src/stages/stages';
import { models } from '../../src/training/models/models';
import { getShippedPresetsFolder, loadPresets } from '../../src/training/settings/presets';
import { pageTexts } from '../demo/pageTexts';
import { type CallExpression, parseSources } from '../parseSources';
import { readManifestTexts } from './manifestTexts';

/** Returns every English text that the product may show, each with the place where it is written. */
export async function collectProductTexts(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ...collectMessages(),
    ...(await collectRecordTexts()),
    ...Object.entries(readManifestTexts()).map(([key, text]): [string, string] => [text, `package.nls.json, ${key}`]),
    ...pageTexts.map((text): [string, string] => [text, 'scripts/demo/pageTexts.ts']),
  ]);
}

const isMessage = ({ callee }: CallExpression) => callee.type === 'Identifier' && callee.name === 't';

/** The texts that the sources pass to `t()`. */
function collectMessages(): [string, string][] {
  return parseSources('src').flatMap(({ path, calls }) =>
    calls.filter(isMessage).map(({ arguments: [message] }): [string, string] => {
      if (message?.type !== 'Literal' || typeof message.value !== 'string')
        throw new Error(`${path}: t() needs a literal text, or nobody can find it for translation`);
      return [message.value, path];
    }),
  );
}

/** The texts of records: the help of each option, command and trainer, and the purpose of each preset. */
async function collectRecordTexts(): Promise<[string, string][]> {
  const tables = [
    ...stages.map(({ options }) => options),
    commonOptions,
    jobsOptions,
    ...Object.values(commands).map((c) => c.options),
  ];
  return [
    ...iniFiles.flatMap(({ name, table }) => listIniOptions(table).flatMap((option) => listHelp(option, name))),
    ...tables.flatMap((table) => Object.values(table).flatMap((option) => listHelp(option, 'an option of a command'))),
    ...Object.entries(commands).map(([name, { help }]) => [help, name]),
    ...stages.map(({ name, title }) => [title, name]),
    ...Object.values(jobActions).map((help) => [help, 'jobs']),
    ...models.map(({ name, summary }) => [summary, name]),
    ...masks.map(({ name, help }) => [help, name]),
    ...measures.flatMap(({ name, label, orderLabel }) => [label, orderLabel].map((text) => [text, name])),
    ...[...swapMeasures, ...heldOutMeasures].flatMap(({ name, label, unit }) =>
      [label, ...(unit.length > 3 ? [unit] : [])].map((text) => [text, name]),
    ),
    ...(await loadPresets([getShippedPresetsFolder()])).map(({ name, purpose }) => [purpose, name]),
    ...summaryLabels.map((label) => [label, 'src/shared/summaryLabels.ts']),
    [jobsHelpText, 'jobs'],
  ] as [string, string][];
}

/** Returns the help of an option and of its choices. */
function listHelp(option: Option, place: string): [string, string][] {
  const choices = option.type === 'choice' ? Object.values(option.choiceHelp ?? {}) : [];
  return [option.help, ...choices].map((help) => [help, place]);
}

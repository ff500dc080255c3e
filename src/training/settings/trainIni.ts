import type { IniFile } from '../../options/checkIni';
import { type LoadedOptions, loadIni } from '../../options/loadIni';
import type { IniOption, IniSection, IniTable, LooseIniValues } from '../../options/option';
import { describeValues, formatOptionValue, listNotes } from '../../options/optionValue';
import { localize, t } from '../../shared/l10n';
import { models, type TrainerName } from '../models/models';
import { type TrainOptions, trainOptionTable } from './trainOptions';

export const trainIni: IniFile = { name: 'train.ini', table: addUnusedOptions(trainOptionTable) };

/** Adds to each model's section what faceswap's files may set and nothing here reads yet. */
function addUnusedOptions(table: IniTable): IniTable {
  const unused = models.flatMap((model) => {
    const section = `model.${model.name}`;
    return 'unusedOptions' in model ? [[section, { ...table[section], ...model.unusedOptions }] as const] : [];
  });
  return { ...table, ...Object.fromEntries(unused) };
}

/** Reads a `train.ini`; without a path, nothing is set. @throws UserError naming the first mistake of the file */
export function loadTrainOptions(path?: string): Promise<LoadedOptions> {
  return loadIni(trainIni, path);
}

/**
 * Returns the text of a `train.ini` that sets every option to `options`, each explained above its line in the user's language.
 * Of a trainer it has the sections that this one reads: its own first, none of other models.
 */
export function formatTrainIni(options: TrainOptions, trainer?: TrainerName): string {
  const values = options as LooseIniValues;
  const sections = listSections(trainer).map(([section, table]) => {
    const written = new Set<string>(); // several options may have the same choices
    const entries = Object.entries<IniOption>(table).map(([key, option]) => {
      const comment = [localize(option.help), ...listNewNotes(option, written), ...describeOption(option)]
        .map((line) => `# ${line}\n`)
        .join('');
      return `${comment}${`${key} = ${formatOptionValue(values[section]![key]!)}`.trimEnd()}\n`;
    });
    return `[${section}]\n${entries.join('\n')}`;
  });
  return sections.join('\n\n');
}

function listSections(trainer: TrainerName | undefined): [string, IniSection][] {
  const all = Object.entries<IniSection>(trainOptionTable);
  if (trainer === undefined) return all;
  const own = all.filter(([section]) => section === `model.${trainer}`);
  return [...own, ...all.filter(([section]) => !section.startsWith('model.'))];
}

function listNewNotes(option: IniOption, written: Set<string>): string[] {
  const notes = listNotes(option).filter((note) => !written.has(note));
  for (const note of notes) written.add(note);
  return notes;
}

function describeOption(option: IniOption): string[] {
  const lines: string[] = [];
  if ('choices' in option || 'min' in option) lines.push(describeValues(option));
  if (option.fixed) lines.push(t('Cannot be changed once the model exists.'));
  return lines;
}

import { localize, t } from '../../shared/l10n';
import { makeCodeText } from '../../shared/plainText';
import type { IniOption, IniSection } from '../option';
import { describeValues, formatOptionValue, listNotes } from '../optionValue';
import { findValue, getDefaultValue, type ModelFacts } from './analysis';

/** Returns the full description of an option, as Markdown. */
export function describeOption(option: IniOption, section: string, key: string, facts: ModelFacts): string {
  const kept = option.fixed ? findValue(facts.fixed, section, key) : undefined;
  const lines = [
    `**${key}** — \`${describeValues(option)}\``,
    localize(option.help),
    ...formatNotes(option),
    t('Default: `{0}`', formatOptionValue(getDefaultValue(option, section, key, facts)) || ' '),
  ];
  if (kept !== undefined)
    lines.push(t('The model was created with `{0}` and keeps it.', makeCodeText(formatOptionValue(kept))));
  else if (option.fixed) lines.push(t('Cannot be changed once the model exists.'));
  if (option.unused) lines.push(`_${t('An option of faceswap that has no effect here yet.')}_`);
  return lines.join('\n\n');
}

/** Returns the notes of an option as a Markdown list. */
function formatNotes(option: IniOption): string[] {
  const notes = listNotes(option);
  return notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join('\n')];
}

/** Returns the description of a section with its groups of options, as Markdown. */
export function describeSection(name: string, options: IniSection): string {
  const keys = Object.keys(options);
  const unused = Object.values(options).every((option) => option.unused);
  const lines = [`**[${name}]**`, keys.map((key) => `\`${key}\``).join(', ')];
  if (unused) lines.push(`_${t('An option of faceswap that has no effect here yet.')}_`);
  return lines.join('\n\n');
}

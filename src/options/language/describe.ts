import { localize, t } from '../../shared/l10n';
import type { NumberOption, Option } from '../optionRecord';
import { formatOptionValue } from '../optionValue';
import { defaultOf, type ModelFacts, valueIn } from './analysis';

/** What an option takes, in a few words: `62.5 .. 100`, `True | False`. */
export function valuesInWords(option: Option): string {
  switch (option.type) {
    case 'bool':
      return 'True | False';
    case 'choice':
      return option.choices.join(' | ');
    case 'list':
      return t('any of {0}', option.choices.join(', '));
    case 'color':
      return '#rrggbb';
    case 'text':
      return t('text');
    case 'int':
    case 'float':
      return boundsInWords(option);
  }
}

function boundsInWords({ type, min, max, multipleOf }: NumberOption): string {
  const bounds = `${min} .. ${max}`;
  if (multipleOf !== undefined) return `${bounds}, ${t('multiples of {0}', multipleOf)}`;
  return type === 'int' ? `${bounds}, ${t('whole numbers')}` : bounds;
}

/** All that a person should know of an option, as Markdown. */
export function describeOption(option: Option, section: string, key: string, facts: ModelFacts): string {
  const kept = option.fixed ? valueIn(facts.fixed, section, key) : undefined;
  const lines = [
    `**${key}** — \`${valuesInWords(option)}\``,
    localize(option.help),
    t('Default: `{0}`', formatOptionValue(defaultOf(option, section, key, facts)) || ' '),
  ];
  if (kept !== undefined) lines.push(t('The model was made with `{0}` and keeps it.', formatOptionValue(kept)));
  else if (option.fixed) lines.push(t('Fixed once the model exists.'));
  if (option.unused) lines.push(`_${t('faceswap reads this; here it has no effect yet.')}_`);
  return lines.join('\n\n');
}

/** What a section is for: its groups of options, as Markdown. */
export function describeSection(name: string, options: Readonly<Record<string, Option>>): string {
  const keys = Object.keys(options);
  const unused = Object.values(options).every((option) => option.unused);
  const lines = [`**[${name}]**`, keys.map((key) => `\`${key}\``).join(', ')];
  if (unused) lines.push(`_${t('faceswap reads this; here it has no effect yet.')}_`);
  return lines.join('\n\n');
}

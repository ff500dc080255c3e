import { localize, t } from '../shared/l10n';
import type { LooseOptionValues, NumberOption, Option } from './optionRecord';
import { formatOptionValue } from './optionValue';
import { type TrainOptions, trainOptionTable } from './trainOptions';

/** The text of a `train.ini` that sets every option to `options`, each explained above its line in the user's language. */
export function trainIniText(options: TrainOptions): string {
  const values = options as LooseOptionValues;
  const sections = Object.entries(trainOptionTable).map(([section, table]) => {
    const entries = Object.entries<Option>(table).map(([key, option]) => {
      const comment = [localize(option.help), ...facts(option)].map((line) => `# ${line}\n`).join('');
      return `${comment}${`${key} = ${formatOptionValue(values[section]![key]!)}`.trimEnd()}\n`;
    });
    return `[${section}]\n${entries.join('\n')}`;
  });
  return sections.join('\n\n');
}

function facts(option: Option): string[] {
  const lines: string[] = [];
  if (option.type === 'choice' || option.type === 'list') lines.push(option.choices.join(', '));
  if (option.type === 'int' || option.type === 'float') lines.push(rangeOf(option));
  if (option.fixed) lines.push(t('Fixed once the model exists.'));
  return lines;
}

function rangeOf({ min, max, multipleOf }: NumberOption): string {
  const steps = multipleOf === undefined ? '' : `, ${t('multiples of {0}', multipleOf)}`;
  return `${min} .. ${max}${steps}`;
}

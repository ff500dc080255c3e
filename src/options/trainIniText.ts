import { localize, t } from '../shared/l10n';
import type { IniOption, LooseIniValues } from './option';
import { describeValues, formatOptionValue } from './optionValue';
import { type TrainOptions, trainOptionTable } from './trainOptions';

/** The text of a `train.ini` that sets every option to `options`, each explained above its line in the user's language. */
export function trainIniText(options: TrainOptions): string {
  const values = options as LooseIniValues;
  const sections = Object.entries(trainOptionTable).map(([section, table]) => {
    const entries = Object.entries<IniOption>(table).map(([key, option]) => {
      const comment = [localize(option.help), ...facts(option)].map((line) => `# ${line}\n`).join('');
      return `${comment}${`${key} = ${formatOptionValue(values[section]![key]!)}`.trimEnd()}\n`;
    });
    return `[${section}]\n${entries.join('\n')}`;
  });
  return sections.join('\n\n');
}

function facts(option: IniOption): string[] {
  const lines: string[] = [];
  if ('choices' in option || 'min' in option) lines.push(describeValues(option));
  if (option.fixed) lines.push(t('Cannot be changed once the model exists.'));
  return lines;
}

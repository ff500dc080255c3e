import type { Option, OptionRecord } from '../../src/options/optionRecord';
import { formatOptionValue } from '../../src/options/optionValue';
import { trainOptionRecords } from '../../src/options/trainOptions';

/** Every option of `train.ini`, a table for each section: what its record says. */
export function optionTables(): string {
  const sections = [...new Set(trainOptionRecords.map(({ section }) => section))];
  const recordsOf = (name: string) => trainOptionRecords.filter(({ section }) => section === name);
  return sections.map((section) => sectionTable(section, recordsOf(section))).join('\n\n');
}

function sectionTable(section: string, records: readonly OptionRecord[]): string {
  const rows = records.map((record) =>
    [`\`${record.key}\``, record.type, rangeOf(record), defaultOf(record), record.fixed ? 'yes' : '', record.help.en]
      .map((cell) => cell.replaceAll('|', '\\|'))
      .join(' | '),
  );
  const heading = ['| key | type | values | default | fixed | what it does |', '|---|---|---|---|---|---|'];
  return [`### \`[${section}]\``, '', ...heading, ...rows.map((row) => `| ${row} |`)].join('\n');
}

function rangeOf(option: Option): string {
  if ('min' in option) {
    const steps = option.multipleOf === undefined ? '' : `, in steps of ${option.multipleOf}`;
    return `${option.min} to ${option.max}${steps}`;
  }
  if ('choices' in option) {
    const choices = option.choices.map((choice) => `\`${choice}\``).join(', ');
    return option.type === 'choice' ? choices : `any of ${choices}`;
  }
  if (option.type === 'bool') return '`True`, `False`';
  return option.type === 'color' ? '`#rrggbb`' : 'text';
}

function defaultOf(option: Option): string {
  const value = formatOptionValue(option.default);
  return value === '' ? '' : `\`${value}\``;
}

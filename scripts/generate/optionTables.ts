import type { IniOption, IniOptionRecord } from '../../src/options/option';
import { formatOptionValue, listNotes } from '../../src/options/optionValue';

/** A column that says yes or nothing. */
interface Mark {
  readonly heading: string;
  isFor(record: IniOptionRecord): boolean;
}

/** Every option of a settings file, a table for each section: what its record says. */
export function renderOptionTables(records: readonly IniOptionRecord[], mark: Mark): string {
  const sections = [...new Set(records.map(({ section }) => section))];
  const recordsOf = (name: string) => records.filter(({ section }) => section === name);
  return sections.map((section) => sectionTable(section, recordsOf(section), mark)).join('\n\n');
}

function sectionTable(section: string, records: readonly IniOptionRecord[], mark: Mark): string {
  const rows = records.map((record) =>
    [
      `\`${record.key}\``,
      record.type,
      rangeOf(record),
      defaultOf(record),
      mark.isFor(record) ? 'yes' : '',
      describe(record),
    ]
      .map((cell) => cell.replaceAll('|', '\\|'))
      .join(' | '),
  );
  const heading = [`| key | type | values | default | ${mark.heading} | what it does |`, '|---|---|---|---|---|---|'];
  return [`### \`[${section}]\``, '', ...heading, ...rows.map((row) => `| ${row} |`)].join('\n');
}

/** Returns the help with its notes, in one cell of a table. */
function describe(option: IniOption): string {
  return [option.help, ...listNotes(option)].join(' ');
}

function rangeOf(option: IniOption): string {
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

function defaultOf(option: IniOption): string {
  const value = formatOptionValue(option.default);
  return value === '' ? '' : `\`${value}\``;
}

import type { IniOption, IniOptionRecord } from '../../src/options/option';
import { formatOptionValue, listNotes } from '../../src/options/optionValue';

/** A column that says `yes` for some of the options. */
interface FlagColumn {
  readonly heading: string;
  isFor(record: IniOptionRecord): boolean;
}

/** Returns the tables of all options of a settings file, one for each section. */
export function renderOptionTables(records: readonly IniOptionRecord[], flag: FlagColumn): string {
  const sections = [...new Set(records.map(({ section }) => section))];
  const selectSection = (name: string) => records.filter(({ section }) => section === name);
  return sections.map((section) => renderSectionTable(section, selectSection(section), flag)).join('\n\n');
}

function renderSectionTable(section: string, records: readonly IniOptionRecord[], flag: FlagColumn): string {
  const rows = records.map((record) =>
    [
      `\`${record.key}\``,
      record.type,
      formatRange(record),
      formatDefault(record),
      flag.isFor(record) ? 'yes' : '',
      describe(record),
    ]
      .map((cell) => cell.replaceAll('|', '\\|'))
      .join(' | '),
  );
  const heading = [`| key | type | values | default | ${flag.heading} | what it does |`, '|---|---|---|---|---|---|'];
  return [`### \`[${section}]\``, '', ...heading, ...rows.map((row) => `| ${row} |`)].join('\n');
}

/** Returns the help with its notes, in one cell of a table. */
function describe(option: IniOption): string {
  return [option.help, ...listNotes(option)].join(' ');
}

function formatRange(option: IniOption): string {
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

function formatDefault(option: IniOption): string {
  const value = formatOptionValue(option.default);
  return value === '' ? '' : `\`${value}\``;
}

import { formatFlag } from '../options/commandOptions';
import type { Option, OptionSet } from '../options/option';
import { formatOptionValue, listNotes } from '../options/optionValue';
import { localize, t } from '../shared/l10n';
import { type Command, commands, jobActions, jobsHelpText, jobsOptions, selectCommonOptions } from './commands';

/** Returns the help text of the whole program, or only of the commands in `names`. */
export function formatProgramHelp(names: readonly string[] = Object.keys(commands)): string {
  const rows = names.map((name) => [name, localize(commands[name]!.help)] as const);
  const jobRows = names.includes('frames') ? [['jobs', localize(jobsHelpText)] as const] : [];
  return [
    t('Usage: faceswap <command> [options]'),
    '',
    ...formatColumns([...rows, ...jobRows]),
    '',
    t('Run faceswap <command> --help to list the options of a command, and faceswap --version to print the version.'),
  ].join('\n');
}

/** Returns the help text of a command: how it is used, and its options. */
export function formatCommandHelp(name: string, command: Command): string {
  const required = Object.entries(command.options).filter(([, option]) => option.required);
  const usage = required.map(([key, option]) => ` --${formatFlag(key)} ${formatPlaceholder(option)}`).join('');
  const forms = [`faceswap ${name}${usage} ${t('[options]')}`];
  if (command.named) forms.push(`faceswap ${name} --name NAME ${t('[options]')}`);
  return [
    localize(command.help),
    '',
    t('Usage:'),
    ...forms.map((form) => `  ${form}`),
    '',
    ...formatColumns(listOptionRows(command.options)),
    '',
    ...formatColumns(listOptionRows(selectCommonOptions(command))),
  ].join('\n');
}

/** Returns the help text of `faceswap jobs`. */
export function formatJobsHelp(): string {
  const actions = Object.entries(jobActions).map(
    ([action, help]) => [`faceswap jobs${action}`, localize(help)] as const,
  );
  return [
    localize(jobsHelpText),
    '',
    t('Usage:'),
    ...formatColumns(actions),
    '',
    ...formatColumns(listOptionRows(jobsOptions)),
  ].join('\n');
}

function listOptionRows(table: OptionSet): (readonly [string, string])[] {
  return Object.entries(table).map(([key, option]) => {
    const names = `${option.short ? `-${option.short}, ` : '    '}--${formatFlag(key)}`;
    return [`${names} ${formatPlaceholder(option)}`.trimEnd(), `${formatHelp(option)}${formatDefault(option)}`];
  });
}

function formatHelp(option: Option): string {
  const notes = listNotes(option);
  return notes.length === 0 ? localize(option.help) : `${localize(option.help)}. ${notes.join(' ')}`;
}

function formatPlaceholder(option: Option): string {
  if (option.type === 'flag') return '';
  if (option.type === 'choice') return option.choices.join('|');
  return option.placeholder ?? 'N';
}

function formatDefault(option: Option): string {
  if (option.default !== undefined) return ` (${t('default {0}', formatOptionValue(option.default))})`;
  return '';
}

function formatColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.min(34, Math.max(...rows.map(([left]) => left.length)));
  return rows.map(([left, right]) =>
    left.length > width ? `  ${left}\n  ${' '.repeat(width)}  ${right}` : `  ${left.padEnd(width)}  ${right}`,
  );
}

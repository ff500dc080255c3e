import { join, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { createUnknownOptionError, formatFlag } from '../options/commandOptions';
import type { Option, OptionSet, OptionValue } from '../options/option';
import { readOptionText } from '../options/optionValue';
import { findSpelling } from '../options/spelling';
import { UsageError } from '../shared/errors';
import { t } from '../shared/l10n';
import { type Command, selectCommonOptions } from './commands';

/** The arguments of a command, before the values are checked against the options of the stage. */
export interface ParsedCommand {
  readonly help: boolean;
  readonly json: boolean;
  /** Whether to add the jobs to the queue and return immediately. */
  readonly detach: boolean;
  /** The name of a person or a model of the project. */
  readonly name?: string;
  readonly project?: string;
  readonly values: Readonly<Record<string, OptionValue>>;
}

interface NamedOption {
  readonly key: string;
  readonly option: Option;
}

/** @throws UsageError for an unknown option, a value that is missing, or an argument without an option */
export function parseCommand(command: Command, args: readonly string[]): ParsedCommand {
  const byName = indexOptions(command);
  const { tokens } = parseArgs({
    args: spellOptions(args, [...byName.keys()]),
    options: buildParseArgsConfig(byName),
    strict: false,
    tokens: true,
  });
  const values: Record<string, OptionValue> = {};
  for (const token of tokens) {
    if (token.kind === 'positional') throw new UsageError(t('Unexpected argument "{0}".', token.value));
    if (token.kind !== 'option') continue;
    const named = byName.get(token.name);
    if (!named) throw createUnknownOptionError(token.name, [...new Set([...byName.values()].map(({ key }) => key))]);
    values[named.key] = readValue(named, token.rawName, token.value, token.inlineValue ?? false);
  }
  const { help, json, detach, name, project, ...stageValues } = values;
  return {
    help: help === true,
    json: json === true,
    detach: detach === true,
    ...(name === undefined ? {} : { name: String(name) }),
    ...(project === undefined ? {} : { project: String(project) }),
    values: { ...command.preset, ...stageValues },
  };
}

/** Returns arguments with the names of options as they are known: `--Align_Eyes` is `--align-eyes`. */
function spellOptions(args: readonly string[], known: readonly string[]): string[] {
  return args.map((arg) => {
    const [, name = '', rest = ''] = /^--([^=]+)(.*)$/s.exec(arg) ?? [];
    const spelled = name === '' ? undefined : findSpelling(known, name);
    return spelled === undefined ? arg : `--${spelled}${rest}`;
  });
}

function indexOptions(command: Command): Map<string, NamedOption> {
  const table: OptionSet = { ...command.options, ...selectCommonOptions(command) };
  return new Map(
    Object.entries(table).flatMap(([key, option]) =>
      [formatFlag(key), ...(option.aliases ?? [])].map((name) => [name, { key, option }] as const),
    ),
  );
}

function buildParseArgsConfig(byName: ReadonlyMap<string, NamedOption>) {
  return Object.fromEntries(
    [...byName].map(([name, { key, option }]) => {
      const short = name === formatFlag(key) && option.short ? { short: option.short } : {};
      return [name, { type: option.type === 'flag' ? ('boolean' as const) : ('string' as const), ...short }];
    }),
  );
}

function readValue({ option }: NamedOption, rawName: string, text: string | undefined, inline: boolean): OptionValue {
  if (option.type === 'flag') {
    if (text !== undefined) throw new UsageError(t('The option {0} takes no value.', rawName));
    return true;
  }
  const isNextOption = text !== undefined && !inline && /^-[^\d.]/.test(text);
  if (text === undefined || text === '' || isNextOption)
    throw new UsageError(t('The option {0} needs a value.', rawName));
  if (option.type !== 'path') return readOptionText(option, text);
  const isFolder = option.keepsSeparator === true && (text.endsWith('/') || text.endsWith(sep));
  return isFolder ? join(resolve(text), sep) : resolve(text);
}

import type { Translations } from '../shared/l10n';
import { durationPattern, longestDurationSeconds } from './duration';
import type { IniOption, IniTable, Option, OptionSet } from './option';
import { buildSpellingPattern } from './spelling';

/** The translations of every language, by its code. */
export type TranslationBundles = Readonly<Record<string, Translations>>;

/** Returns a JSON schema (draft 2020-12) of the ini file of a table: an object of sections, each an object of its options. */
export function buildIniSchema(table: IniTable, title: string, bundles: TranslationBundles): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    ...createObjectSchema(table, (options) =>
      createObjectSchema(options, (option) => createIniOptionSchema(option, bundles)),
    ),
  };
}

/**
 * Returns the JSON schema of the options of a command in `tasks.json`. Each description holds the text in every language,
 * because VS Code shows the same one to everybody.
 */
export function buildOptionsSchema(options: OptionSet, bundles: TranslationBundles): object {
  return createObjectSchema(options, (option) => ({
    ...acceptSpellings(option),
    description: [option.help, ...Object.values(bundles).flatMap((bundle) => bundle[option.help] ?? [])].join('\n\n'),
    ...(option.default !== undefined && { default: option.default }),
  }));
}

/** Returns the JSON schema of a value that can be spelled with hyphens, underscores or spaces; completion offers one spelling. */
function acceptSpellings(option: Option): object {
  const pattern = option.type === 'choice' ? buildSpellingPattern(option.choices) : undefined;
  const schema = buildValueSchema(option);
  return pattern === undefined ? schema : { anyOf: [schema, { type: 'string', pattern }] };
}

/** Returns the JSON schema of the value alone. */
export function buildValueSchema(option: Option): object {
  switch (option.type) {
    case 'bool':
    case 'flag':
      return { type: 'boolean' };
    case 'choice':
      return { enum: option.choices };
    case 'color':
      return { type: 'string', pattern: '^#[0-9a-fA-F]{6}$' };
    case 'list':
      return { type: 'string', 'x-list-of': option.choices };
    case 'duration':
      return { type: ['string', 'number'], pattern: durationPattern, minimum: 1, maximum: longestDurationSeconds };
    case 'text':
    case 'path':
      return { type: 'string' };
    case 'int':
    case 'float': {
      const { type, min: minimum, max: maximum, multipleOf } = option;
      const steps = multipleOf === undefined ? {} : { multipleOf };
      return { type: type === 'int' ? 'integer' : 'number', minimum, maximum, ...steps };
    }
  }
}

function createObjectSchema<T>(entries: Readonly<Record<string, T>>, buildSchema: (entry: T) => object): object {
  const properties = Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, buildSchema(entry)]));
  return { type: 'object', properties, additionalProperties: false };
}

function createIniOptionSchema(option: IniOption, bundles: TranslationBundles): object {
  const { default: value, help, group, fixed = false, unused } = option;
  return {
    ...buildValueSchema(option),
    default: value,
    description: help,
    ...Object.fromEntries(
      Object.entries(bundles).flatMap(([language, bundle]) => (bundle[help] ? [[`x-${language}`, bundle[help]]] : [])),
    ),
    'x-group': group,
    'x-fixed': fixed,
    ...(unused && { 'x-unused': true }),
  };
}

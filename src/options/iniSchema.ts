import type { Translations } from '../shared/l10n';
import type { NumberOption, Option, OptionTable } from './optionRecord';

/** The translations of every language, by its code. */
export type TranslationBundles = Readonly<Record<string, Translations>>;

/** A JSON schema (draft 2020-12) of the ini file of a table: an object of sections, each an object of its options. */
export function iniSchema(table: OptionTable, title: string, bundles: TranslationBundles): object {
  const sections = Object.entries(table).map(([section, options]) => [section, sectionSchema(options, bundles)]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    type: 'object',
    properties: Object.fromEntries(sections),
    additionalProperties: false,
  };
}

function sectionSchema(options: Readonly<Record<string, Option>>, bundles: TranslationBundles): object {
  const properties = Object.entries(options).map(([key, option]) => [key, optionSchema(option, bundles)]);
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}

function optionSchema(option: Option, bundles: TranslationBundles): object {
  const { default: value, help, group, fixed, unused } = option;
  return {
    ...valueSchema(option),
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

function valueSchema(option: Option): object {
  switch (option.type) {
    case 'bool':
      return { type: 'boolean' };
    case 'choice':
      return { enum: option.choices };
    case 'color':
      return { type: 'string', pattern: '^#[0-9a-fA-F]{6}$' };
    case 'list':
      return { type: 'string', 'x-list-of': option.choices };
    case 'text':
      return { type: 'string' };
    case 'int':
      return { type: 'integer', ...bounds(option) };
    case 'float':
      return { type: 'number', ...bounds(option) };
  }
}

function bounds({ min, max, multipleOf }: NumberOption): object {
  return { minimum: min, maximum: max, ...(multipleOf !== undefined && { multipleOf }) };
}

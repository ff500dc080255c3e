import { localize, t } from '../shared/l10n';
import { parseDuration } from './duration';
import { findNearestWord } from './nearest';
import type { ChoiceOption, ListOption, NumberOption, Option, OptionValue } from './option';
import { findSpelling } from './spelling';

/**
 * The fault of a value: it has another type, no choice, outside of the bounds, or between two steps (a fraction
 * where whole numbers or multiples are allowed).
 */
export type ValueFault = 'type' | 'choice' | 'bounds' | 'step';

const longestPath = 4096;

/** Returns what keeps `value` from being a value of `option`; undefined when it is one. */
export function findFault(option: Option, value: unknown): ValueFault | undefined {
  switch (option.type) {
    case 'bool':
    case 'flag':
      return typeof value === 'boolean' ? undefined : 'type';
    case 'choice':
      return option.choices.some((choice) => choice === value) ? undefined : 'choice';
    case 'list':
      if (typeof value !== 'string') return 'type';
      return splitList(value).every((name) => option.choices.includes(name)) ? undefined : 'choice';
    case 'color':
      return typeof value === 'string' && /^#[0-9a-f]{6}$/.test(value) ? undefined : 'type';
    case 'duration':
      return parseDuration(value) === undefined ? 'type' : undefined;
    case 'text':
      return typeof value === 'string' ? undefined : 'type';
    case 'path':
      return isPath(value) || value === option.default ? undefined : 'type';
    case 'int':
    case 'float':
      return findNumberFault(option, value);
  }
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.length <= longestPath && !value.includes('\0');
}

function findNumberFault({ type, min, max, multipleOf }: NumberOption, value: unknown): ValueFault | undefined {
  if (typeof value !== 'number' || Number.isNaN(value)) return 'type';
  if (value < min || value > max) return 'bounds';
  return type === 'int' && value % (multipleOf ?? 1) !== 0 ? 'step' : undefined;
}

/** The value of a text, or the fault of the text and the nearest valid text. */
export type ParsedValue =
  | { readonly ok: true; readonly value: OptionValue }
  | { readonly ok: false; readonly problem: string; readonly suggestion?: string };

/** Reads the text of a value as an ini file has it: in any case, white space around it removed. */
export function parseOptionValue(option: Option, text: string): ParsedValue {
  const value = readOptionText(option, text);
  const fault = findFault(option, value);
  if (fault === undefined) return { ok: true, value };
  const suggestion = suggestText(option, text, value);
  return { ok: false, problem: describeFault(option, text, fault), ...(suggestion ? { suggestion } : {}) };
}

/**
 * Returns the value of a text according to the type of `option`, not checked yet (see {@link findFault}): what is no number is
 * NaN, what is neither yes nor no and what is no choice stays text.
 */
export function readOptionText(option: Option, text: string): OptionValue {
  switch (option.type) {
    case 'bool':
    case 'flag':
      return booleans[text.toLowerCase()] ?? text;
    case 'choice':
      return findChoice(option, text) ?? text;
    case 'list':
      return splitNames(text)
        .map((name) => findChoice(option, name) ?? name)
        .join(', ');
    case 'color':
      return text.toLowerCase();
    case 'int':
    case 'float':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
    default:
      return text;
  }
}

/** Returns a value with its names as the option spells them: `dfl-h128` for a choice `dfl_h128` is the latter. */
export function spellValue(option: Option, value: unknown): unknown {
  const hasNames = option.type === 'choice' || option.type === 'list';
  return hasNames && typeof value === 'string' ? readOptionText(option, value) : value;
}

/** Writes a value the way faceswap's ini files have it. */
export function formatOptionValue(value: OptionValue): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}

/** Says in a few words what an option takes: `62.5 .. 100`, `True | False`. */
export function describeValues(option: Option): string {
  switch (option.type) {
    case 'bool':
    case 'flag':
      return 'True | False';
    case 'choice':
      return option.choices.join(' | ');
    case 'list':
      return t('any of {0}', option.choices.join(', '));
    case 'color':
      return '#rrggbb';
    case 'duration':
      return '10m | 2h | 1h30m';
    case 'text':
    case 'path':
      return t('text');
    case 'int':
    case 'float': {
      const bounds = `${option.min} .. ${option.max}`;
      if (option.multipleOf !== undefined) return `${bounds}, ${t('multiples of {0}', option.multipleOf)}`;
      return option.type === 'int' ? `${bounds}, ${t('whole numbers')}` : bounds;
    }
  }
}

/** Returns further notes on an option, a sentence each, in the user's language: on its choices, and on its users. */
export function listNotes(option: Option): readonly string[] {
  const choices = option.type === 'choice' ? Object.entries(option.choiceHelp ?? {}) : [];
  const notes = choices.map(([name, help]) => `${name}: ${localize(help)}`);
  return option.usedBy ? [...notes, t('Used by {0}.', option.usedBy.join(', '))] : notes;
}

/** Returns the parts between commas. */
export function splitList(text: string): string[] {
  return text.split(',').flatMap((name) => name.trim() || []);
}

const longestQuote = 60;

/** Shortens a value to what a message quotes of it. */
export function shortenQuote(text: string): string {
  return text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text;
}

const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
};

function findChoice({ choices }: ChoiceOption | ListOption, text: string): string | undefined {
  // faceswap's extraction calls a mask after its network, and everything else after the part of the head that it covers.
  return findSpelling(choices, text) ?? findSpelling(choices, `${text}_face`);
}

/** No list is longer. */
const mostNames = 200;

/** Brackets, quotes and spaces between names are ways of faceswap's users to write a list. */
function splitNames(text: string): string[] {
  return [...new Set(splitList(text.replace(/[[\]'"\s]+/g, ',')))].slice(0, mostNames);
}

function describeFault(option: Option, text: string, fault: ValueFault): string {
  switch (option.type) {
    case 'bool':
    case 'flag':
      return t('must be True or False, not "{0}"', shortenQuote(text));
    case 'choice':
      return t('must be one of {0}, not "{1}"', option.choices.join(', '), shortenQuote(text));
    case 'list': {
      const wrong = splitNames(text).find((name) => findChoice(option, name) === undefined) ?? text;
      return t('must be one of {0}, not "{1}"', option.choices.join(', '), shortenQuote(wrong));
    }
    case 'color':
      return t('must be a color such as {0}, not "{1}"', option.default ?? '#ff0000', shortenQuote(text));
    case 'duration':
      return t('must be a time such as {0}, not "{1}"', '10m', shortenQuote(text));
    case 'int':
    case 'float':
      if (fault === 'type') return t('must be a number, not "{0}"', shortenQuote(text));
      return t('must be {0}, not {1}', describeAllowedNumbers(option), shortenQuote(text));
    default:
      return t('must be a path, not "{0}"', shortenQuote(text));
  }
}

function describeAllowedNumbers({ type, min, max, multipleOf }: NumberOption): string {
  if (multipleOf !== undefined) return t('a multiple of {0} from {1} to {2}', multipleOf, min, max);
  return type === 'int' ? t('a whole number from {0} to {1}', min, max) : t('a number from {0} to {1}', min, max);
}

function suggestText(option: Option, text: string, value: OptionValue): string | undefined {
  switch (option.type) {
    case 'bool':
    case 'flag':
      return findNearestWord(text.toLowerCase(), ['true', 'false']) === 'false' ? 'False' : 'True';
    case 'choice':
      return findNearestWord(text.toLowerCase(), option.choices);
    case 'list':
      return splitNames(text)
        .flatMap((name) => findChoice(option, name) ?? findNearestWord(name.toLowerCase(), option.choices) ?? [])
        .join(', ');
    case 'int':
    case 'float':
      return String(typeof value !== 'number' || Number.isNaN(value) ? option.default : findNearest(option, value));
    default:
      return option.default;
  }
}

function findNearest({ type, min, max, multipleOf }: NumberOption, value: number): number {
  const step = multipleOf ?? 1;
  const rounded = type === 'int' ? step * Math.round(value / step) : value;
  return Math.min(max, Math.max(min, rounded));
}

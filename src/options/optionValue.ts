import { t } from '../shared/l10n';
import { nearestWord } from './nearest';
import type { NumberOption, Option, OptionValue } from './optionRecord';

/** The value a text stands for, or what is wrong with it and the nearest text that would do. */
export type ParsedValue =
  | { readonly ok: true; readonly value: OptionValue }
  | { readonly ok: false; readonly problem: string; readonly suggestion?: string };

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

const longestQuote = 60;

/** A value as a sentence quotes it. */
export function quoted(text: string): string {
  return text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text;
}

/** Reads the text of a value as an ini file has it: in any case, white space around it removed. */
export function parseOptionValue(option: Option, text: string): ParsedValue {
  switch (option.type) {
    case 'bool':
      return parseBoolean(text);
    case 'choice':
      return parseChoice(option.choices, text);
    case 'list':
      return parseList(option.choices, text);
    case 'color':
      return parseColor(text, option.default);
    case 'text':
      return { ok: true, value: text };
    case 'int':
    case 'float':
      return parseNumber(option, text);
  }
}

/** What stands between commas. */
export function listed(text: string): string[] {
  return text.split(',').flatMap((name) => name.trim() || []);
}

/** How an ini file writes a value, faceswap's way. */
export function formatOptionValue(value: OptionValue): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}

function parseBoolean(text: string): ParsedValue {
  const value = booleans[text.toLowerCase()];
  if (value !== undefined) return { ok: true, value };
  const suggestion = nearestWord(text.toLowerCase(), ['true', 'false']) === 'false' ? 'False' : 'True';
  return { ok: false, problem: t('must be True or False, not "{0}"', quoted(text)), suggestion };
}

function parseChoice(choices: readonly string[], text: string): ParsedValue {
  const value = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
  if (value !== undefined) return { ok: true, value };
  const suggestion = nearestWord(text.toLowerCase(), choices);
  const problem = t('must be one of {0}, not "{1}"', choices.join(', '), quoted(text));
  return { ok: false, problem, ...(suggestion ? { suggestion } : {}) };
}

/** No list is longer. */
const mostNames = 200;

/** Brackets, quotes and spaces between names are faceswap's ways to write a list. */
function parseList(choices: readonly string[], text: string): ParsedValue {
  const names = new Set(listed(text.replace(/[[\]'"\s]+/g, ',')));
  const parsed = [...names].slice(0, mostNames).map((name) => parseChoice(choices, name));
  const bad = parsed.find(({ ok }) => !ok);
  const value = parsed.flatMap((choice) => (choice.ok ? choice.value : (choice.suggestion ?? []))).join(', ');
  return bad && !bad.ok ? { ok: false, problem: bad.problem, suggestion: value } : { ok: true, value };
}

function parseColor(text: string, fallback: string): ParsedValue {
  if (/^#[0-9a-f]{6}$/i.test(text)) return { ok: true, value: text.toLowerCase() };
  return {
    ok: false,
    problem: t('must be a colour such as {0}, not "{1}"', fallback, quoted(text)),
    suggestion: fallback,
  };
}

function parseNumber(option: NumberOption, text: string): ParsedValue {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) {
    return { ok: false, problem: t('must be a number, not "{0}"', quoted(text)), suggestion: String(option.default) };
  }
  const allowed = nearestAllowed(option, value);
  if (allowed === value) return { ok: true, value };
  return {
    ok: false,
    problem: t('must be {0}, not {1}', allowedNumbers(option), quoted(text)),
    suggestion: String(allowed),
  };
}

function nearestAllowed({ type, min, max, multipleOf }: NumberOption, value: number): number {
  const step = multipleOf ?? 1;
  const rounded = type === 'int' ? step * Math.round(value / step) : value;
  return Math.min(max, Math.max(min, rounded));
}

function allowedNumbers({ type, min, max, multipleOf }: NumberOption): string {
  if (multipleOf !== undefined) return t('a multiple of {0} from {1} to {2}', multipleOf, min, max);
  return type === 'int' ? t('a whole number from {0} to {1}', min, max) : t('a number from {0} to {1}', min, max);
}

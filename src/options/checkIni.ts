import { t } from '../shared/l10n';
import { type IniDocument, type IniEntry, type IniFault, readIniContent, type Span } from './ini';
import { findNearestWord } from './nearest';
import type { IniOption, IniSection, IniTable, LooseIniValues, OptionValue } from './option';
import { type ParsedValue, parseOptionValue, shortenQuote } from './optionValue';

/** The kind of problem. The quick fixes depend on it. */
export type IniProblemCode = IniFault['kind'] | 'unknown-section' | 'unknown-key' | 'bad-value' | 'unused' | 'conflict';

/** A problem in an ini file; `line` counts from 0, `replacement` is the text that corrects the span. */
export interface IniProblem {
  readonly code: IniProblemCode;
  readonly severity: 'error' | 'information';
  readonly message: string;
  readonly line: number;
  readonly span: Span;
  readonly replacement?: string;
}

/** An option whose value does not go with that of another, and why. */
export interface IniConflict {
  readonly section: string;
  readonly key: string;
  readonly message: string;
}

/** A kind of settings file: its usual name, and the sections and keys that it may contain. */
export interface IniFile {
  readonly name: string;
  readonly table: IniTable;
  /** Finds good values that do not go together. */
  readonly findConflict?: (values: LooseIniValues) => IniConflict | undefined;
}

export interface CheckedIni {
  /** The good values of the file by section and key, of options that something reads. */
  readonly values: LooseIniValues;
  readonly problems: readonly IniProblem[];
}

/** A file with more unknown names is none of ours: the nearest of the others are not sought. */
const mostGuesses = 200;

/**
 * Reads the values of a document by the option table, and finds all that is wrong with it, in the order of its lines.
 * @param findConflict finds good values that do not go together
 */
export function checkIni(
  document: IniDocument,
  table: IniTable,
  findConflict: (values: LooseIniValues) => IniConflict | undefined = () => undefined,
): CheckedIni {
  const { sections, entries, faults } = readIniContent(document);
  const values: Record<string, Record<string, OptionValue>> = {};
  const problems: IniProblem[] = faults.map(describeFault);
  const sectionNames = Object.keys(table);
  let guesses = 0;
  const known = (names: readonly string[]) => (guesses++ < mostGuesses ? names : []);
  for (const { name, line, nameSpan } of sections) {
    if (Object.hasOwn(table, name)) continue;
    problems.push({
      severity: 'error',
      line,
      span: nameSpan,
      ...describeUnknownName('section', name, known(sectionNames)),
    });
  }
  for (const entry of entries) {
    if (!Object.hasOwn(table, entry.section)) continue; // message once, at the section
    const checked = checkEntry(entry, table[entry.section]!, known);
    if (checked.problem) problems.push(checked.problem);
    if (checked.value === undefined) continue;
    values[entry.section] = { ...values[entry.section], [entry.key]: checked.value };
  }
  const conflict = findConflict(values);
  const set = conflict && entries.find(({ section, key }) => section === conflict.section && key === conflict.key);
  if (conflict && set) {
    const { line, valueSpan: span } = set;
    problems.push({ code: 'conflict', severity: 'error', line, span, message: conflict.message });
  }
  return { values, problems: problems.sort((a, b) => a.line - b.line) };
}

function checkEntry(
  entry: IniEntry,
  options: IniSection,
  known: (names: readonly string[]) => readonly string[],
): { value?: OptionValue; problem?: IniProblem } {
  const { key, value: text, line } = entry;
  if (!Object.hasOwn(options, key)) {
    const problem = describeUnknownName('key', key, known(Object.keys(options)));
    return { problem: { severity: 'error', line, span: entry.keySpan, ...problem } };
  }
  const option = options[key]!;
  const parsed = parseOptionValue(option, text);
  if (isUnused(option, parsed)) {
    if (parsed.ok && parsed.value === option.default) return {};
    const message = t('{0} = {1} is not supported here yet and has no effect', key, shortenQuote(text));
    return { problem: { code: 'unused', severity: 'information', line, span: entry.valueSpan, message } };
  }
  if (parsed.ok) return { value: parsed.value };
  const message = addNearest(`${key} ${parsed.problem}`, parsed.suggestion);
  return { problem: { code: 'bad-value', severity: 'error', line, span: entry.valueSpan, ...message } };
}

function isUnused(option: IniOption, parsed: ParsedValue): boolean {
  if (option.unused) return true;
  return option.type === 'choice' && parsed.ok && (option.unusedChoices ?? []).includes(String(parsed.value));
}

function describeUnknownName(what: 'section' | 'key', name: string, known: readonly string[]) {
  const nearest = findNearestWord(name.toLowerCase(), known);
  const message =
    what === 'section'
      ? t('there is no section [{0}]', shortenQuote(name))
      : t('there is no option named {0}', shortenQuote(name));
  return { code: `unknown-${what}` as const, ...addNearest(message, nearest) };
}

function addNearest(message: string, nearest: string | undefined) {
  if (nearest === undefined) return { message };
  return { message: t('{0} (nearest: {1})', message, nearest), replacement: nearest };
}

function describeFault({ kind, line, span }: IniFault): IniProblem {
  const messages = {
    malformed: t('this line is neither a [section] nor "key = value" nor a comment'),
    'outside-section': t('this option comes before the first [section]'),
    'repeated-section': t('this section appears twice in the file'),
    'repeated-key': t('this option appears twice in its section'),
  };
  return { code: kind, severity: 'error', line, span, message: messages[kind] };
}

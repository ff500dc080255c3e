import { t } from '../shared/l10n';
import { type IniDocument, type IniEntry, type IniFault, readIniContent, type Span } from './ini';
import { countEdits, findNearestWord } from './nearest';
import { findIniPlace, findIniSection, type IniPlace, translateOlderValue } from './olderIni';
import type { IniOption, IniTable, LooseIniValues, OptionValue } from './option';
import { type ParsedValue, parseOptionValue, shortenQuote } from './optionValue';

/** The kind of problem. The quick fixes depend on it. */
export type IniProblemCode =
  | IniFault['kind']
  | 'unknown-section'
  | 'unknown-key'
  | 'moved'
  | 'bad-value'
  | 'unused'
  | 'conflict';

/** A problem in an ini file; `line` counts from 0, `replacement` is the text that corrects the span. */
export interface IniProblem {
  readonly code: IniProblemCode;
  /** With an error a file is not used. */
  readonly severity: 'error' | 'warning' | 'information';
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
    const found = findIniSection(table, name);
    if (found?.isOlder)
      problems.push({
        code: 'moved',
        severity: 'information',
        line,
        span: nameSpan,
        ...describeOlderSection(found.section),
      });
    if (found || entries.some(({ section, key }) => section === name && findIniPlace(table, name, key))) continue;
    problems.push({ line, span: nameSpan, ...describeUnknownName('section', name, known(sectionNames)) });
  }
  const placed = entries.map((entry) => ({ entry, place: findIniPlace(table, entry.section, entry.key) }));
  const atHome = new Set(
    placed.flatMap(({ place }) => (place && !place.isMoved ? [`${place.section} ${place.key}`] : [])),
  );
  for (const { entry, place } of placed) {
    if (!place) {
      const options = table[findIniSection(table, entry.section)?.section ?? ''];
      if (options) problems.push(describeUnknownKey(entry, Object.keys(options), known)); // else told at the section
      continue;
    }
    if (place.isMoved) {
      const isSet = atHome.has(`${place.section} ${place.key}`);
      problems.push(describeMove(entry, place, isSet));
      if (isSet) continue;
    }
    const text = place.isMoved ? translateOlderValue(entry.key, entry.value) : entry.value;
    const checked = checkEntry({ ...entry, key: place.key, value: text }, table[place.section]![place.key]!);
    if (checked.problem) problems.push(checked.problem);
    if (checked.value === undefined) continue;
    values[place.section] = { ...values[place.section], [place.key]: checked.value };
  }
  const conflict = findConflict(values);
  const set = conflict && entries.find(({ section, key }) => section === conflict.section && key === conflict.key);
  if (conflict && set) {
    const { line, valueSpan: span } = set;
    problems.push({ code: 'conflict', severity: 'error', line, span, message: conflict.message });
  }
  return { values, problems: problems.sort((a, b) => a.line - b.line) };
}

function describeOlderSection(section: string) {
  return {
    message: t('this section of an older faceswap is called [{0}] now, and is read as such', section),
    replacement: section,
  };
}

function describeMove({ key, line, keySpan: span }: IniEntry, place: IniPlace, isSet: boolean): IniProblem {
  const message = isSet
    ? t('{0} of an older faceswap has no effect, because [{1}] sets {2}', key, place.section, place.key)
    : t('{0} of an older faceswap is read as {1} in [{2}]', key, place.key, place.section);
  return { code: 'moved', severity: isSet ? 'warning' : 'information', line, span, message };
}

function describeUnknownKey(
  { key, line, keySpan: span }: IniEntry,
  keys: readonly string[],
  known: (names: readonly string[]) => readonly string[],
): IniProblem {
  return { line, span, ...describeUnknownName('key', key, known(keys)) };
}

function checkEntry(
  { key, value: text, line, valueSpan }: IniEntry,
  option: IniOption,
): { value?: OptionValue; problem?: IniProblem } {
  const parsed = parseOptionValue(option, text);
  if (isUnused(option, parsed)) {
    if (parsed.ok && parsed.value === option.default) return {};
    const message = t('{0} = {1} is not supported here yet and has no effect', key, shortenQuote(text));
    return { problem: { code: 'unused', severity: 'information', line, span: valueSpan, message } };
  }
  if (parsed.ok) return { value: parsed.value };
  const message = addNearest(`${key} ${parsed.problem}`, parsed.suggestion);
  return { problem: { code: 'bad-value', severity: 'error', line, span: valueSpan, ...message } };
}

function isUnused(option: IniOption, parsed: ParsedValue): boolean {
  if (option.unused) return true;
  return option.type === 'choice' && parsed.ok && (option.unusedChoices ?? []).includes(String(parsed.value));
}

/**
 * A name that is nearly one of ours is a typing error, with which a file is not used: a training would run for days without
 * it. Any other is that of another version of faceswap, and only told.
 */
function describeUnknownName(what: 'section' | 'key', name: string, known: readonly string[]) {
  const code = `unknown-${what}` as const;
  const nearest = findNearestWord(name.toLowerCase(), known);
  const quoted = shortenQuote(name);
  if (nearest !== undefined && countEdits(name.toLowerCase(), nearest) <= mostTypos) {
    const message =
      what === 'section' ? t('there is no section [{0}]', quoted) : t('there is no option named {0}', quoted);
    return { code, severity: 'error' as const, ...addNearest(message, nearest) };
  }
  const message =
    what === 'section'
      ? t('there is no section [{0}], so that its options have no effect', quoted)
      : t('there is no option named {0}, so that this line has no effect', quoted);
  return { code, severity: 'warning' as const, message };
}

const mostTypos = 2;

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

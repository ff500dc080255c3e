import { localize, t } from '../../shared/l10n';
import type { IniDocument, Span } from '../ini';
import type { IniOption, IniSection } from '../option';
import { formatOptionValue } from '../optionValue';
import {
  defaultOf,
  type IniAnalysis,
  type ModelFacts,
  optionOf,
  type Position,
  type Range,
  rangeOn,
  sectionOf,
} from './analysis';
import { describeOption, describeSection } from './describe';
import { type Place, placeAt } from './place';

export interface Completion {
  readonly kind: 'section' | 'key' | 'value';
  readonly label: string;
  /** In the syntax of editors' snippets: `coverage = ${1:100}`. */
  readonly snippet: string;
  /** Beside the label, a word or two. */
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
  /** What it replaces. */
  readonly range: Range;
  /** What is typed is compared to this instead of the label. */
  readonly filter?: string;
  /** The one to begin with. */
  readonly preselect?: true;
}

/** What may stand at a position, in the order of the option records. */
export function completionsAt(analysis: IniAnalysis, position: Position, facts: ModelFacts): Completion[] {
  const place = placeAt(analysis.document, position);
  if (!place) return [];
  switch (place.kind) {
    case 'section':
      return sectionNames(analysis, position, place.span);
    case 'key':
      return [...keys(analysis, position, place, facts), ...wholeSections(analysis, position, place)];
    case 'value':
      return values(analysis, position, place, facts);
  }
}

/** Within the brackets of a section. */
function sectionNames({ file, document, sections }: IniAnalysis, { line }: Position, span: Span): Completion[] {
  const isClosed = document.lines[line]!.text[span.end] === ']';
  return missingSections(file.table, sections, line).map((name) => ({
    kind: 'section',
    label: name,
    snippet: escaped(isClosed ? name : `${name}]`),
    ...aboutSection(name, file.table[name]!),
    range: rangeOn(line, span),
  }));
}

/** Where a line begins, a section may begin as well. */
function wholeSections(
  { file, sections }: IniAnalysis,
  { line }: Position,
  place: Extract<Place, { kind: 'key' }>,
): Completion[] {
  if (place.hasValue) return [];
  return missingSections(file.table, sections, line).map((name) => ({
    kind: 'section',
    label: `[${name}]`,
    snippet: escaped(`[${name}]`),
    ...aboutSection(name, file.table[name]!),
    range: rangeOn(line, place.span),
  }));
}

function aboutSection(name: string, options: IniSection) {
  return { detail: '', documentation: describeSection(name, options) };
}

function missingSections(
  table: IniAnalysis['file']['table'],
  sections: IniAnalysis['sections'],
  line: number,
): string[] {
  const present = new Set(sections.filter((section) => section.line !== line).map(({ name }) => name));
  return Object.keys(table).filter((name) => !present.has(name));
}

function keys(
  { file, entries, document }: IniAnalysis,
  { line }: Position,
  { section, span, hasValue }: Extract<Place, { kind: 'key' }>,
  facts: ModelFacts,
): Completion[] {
  if (section === undefined) return [];
  const present = new Set(
    entries.filter((entry) => entry.section === section && entry.line !== line).map((e) => e.key),
  );
  const separated = hasValue || isSeparated(document, line, span);
  return Object.entries(sectionOf(file.table, section))
    .filter(([key]) => !present.has(key))
    .map(([key, option]) => ({
      kind: 'key',
      label: key,
      snippet: separated ? escaped(key) : `${escaped(key)} = ${placeholder(option, section, key, facts)}`,
      detail: formatOptionValue(defaultOf(option, section, key, facts)),
      documentation: describeOption(option, section, key, facts),
      range: rangeOn(line, span),
    }));
}

function isSeparated({ lines }: IniDocument, line: number, { end }: Span): boolean {
  return /^\s*[=:]/.test(lines[line]!.text.slice(end));
}

/** The value to begin with: selected, so that typing replaces it, or the first of a list to choose from. */
function placeholder(option: IniOption, section: string, key: string, facts: ModelFacts): string {
  const usual = formatOptionValue(defaultOf(option, section, key, facts));
  if (option.type !== 'bool' && option.type !== 'flag' && option.type !== 'choice') return `\${1:${escaped(usual)}}`;
  const others = valueTexts(option, usual).filter((value) => value !== usual);
  return `\${1|${[usual, ...others].map(escapedChoice).join(',')}|}`;
}

function values(
  { file, document }: IniAnalysis,
  { line, character }: Position,
  { section, key, span }: Extract<Place, { kind: 'value' }>,
  facts: ModelFacts,
): Completion[] {
  const option = section === undefined ? undefined : optionOf(file, section, key);
  if (!option || section === undefined) return [];
  const usual = formatOptionValue(defaultOf(option, section, key, facts));
  const { text } = document.lines[line]!;
  const replaced = option.type === 'list' ? nameAround(text, span, character) : valueAround(span, character);
  const needsSpace = /[=:]$/.test(text.slice(0, replaced.start));
  const texts = [...new Set(valueTexts(option, usual))];
  // Where a whole value stands, the others are offered in its place.
  const standing = texts.find(
    (value) => value.toLowerCase() === text.slice(replaced.start, replaced.end).toLowerCase(),
  );
  return texts.map((value) => ({
    kind: 'value',
    label: value,
    snippet: escaped(needsSpace ? ` ${value}` : value),
    detail: value === usual ? t('default') : '',
    documentation: localize((option.type === 'choice' && option.choiceHelp?.[value]) || option.help),
    range: rangeOn(line, replaced),
    ...(standing !== undefined && { filter: standing }),
    ...(value === (standing ?? usual) && { preselect: true as const }),
  }));
}

function valueTexts(option: IniOption, usual: string): readonly string[] {
  switch (option.type) {
    case 'bool':
    case 'flag':
      return ['True', 'False'];
    case 'choice':
    case 'list':
      return option.choices;
    case 'color':
      return [usual];
    case 'text':
    case 'path':
      return usual === '' ? [] : [usual];
    case 'int':
    case 'float':
      return [usual, String(option.min), String(option.max)];
  }
}

/** Beside the value, where white space parts them, nothing is replaced. */
function valueAround(span: Span, character: number): Span {
  return character < span.start || character > span.end ? { start: character, end: character } : span;
}

/** The one name of a list that the cursor touches. */
function nameAround(text: string, span: Span, character: number): Span {
  const isName = (at: number) => at >= span.start && at < span.end && /[\w.-]/.test(text[at]!);
  let [start, end] = [character, character];
  while (isName(start - 1)) start--;
  while (isName(end)) end++;
  return { start, end };
}

/** Characters with a meaning in snippets lose it. */
function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

function escapedChoice(text: string): string {
  return text.replace(/[\\,|]/g, '\\$&');
}

import { localize, t } from '../../shared/l10n';
import type { IniDocument, Span } from '../ini';
import type { IniOption, IniSection } from '../option';
import { formatOptionValue } from '../optionValue';
import {
  createRange,
  findOption,
  getDefaultValue,
  getSection,
  type IniAnalysis,
  type ModelFacts,
  type Position,
  type Range,
} from './analysis';
import { describeOption, describeSection } from './describe';
import { findPlace, type Place } from './place';

export interface Completion {
  readonly kind: 'section' | 'key' | 'value';
  readonly label: string;
  /** In the syntax of editors' snippets: `coverage = ${1:100}`. */
  readonly snippet: string;
  /** A word or two that the editor shows next to the label. */
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
  /** The range of text that the completion replaces. */
  readonly range: Range;
  /** The text that the editor compares with the typed text, instead of the label. */
  readonly filter?: string;
  /** Set on the completion that is selected first. */
  readonly preselect?: true;
}

/** Lists everything that can be inserted at a position, in the order of the option records. */
export function listCompletions(analysis: IniAnalysis, position: Position, facts: ModelFacts): Completion[] {
  const place = findPlace(analysis.document, position);
  if (!place) return [];
  switch (place.kind) {
    case 'section':
      return completeSectionNames(analysis, position, place.span);
    case 'key':
      return [...completeKeys(analysis, position, place, facts), ...completeSections(analysis, position, place)];
    case 'value':
      return completeValues(analysis, position, place, facts);
  }
}

/** Completes the name of a section within its brackets. */
function completeSectionNames({ file, document, sections }: IniAnalysis, { line }: Position, span: Span): Completion[] {
  const isClosed = document.lines[line]!.text[span.end] === ']';
  return listMissingSections(file.table, sections, line).map((name) => ({
    kind: 'section',
    label: name,
    snippet: escapeSnippet(isClosed ? name : `${name}]`),
    ...describeSectionItem(name, file.table[name]!),
    range: createRange(line, span),
  }));
}

/** Completes a whole section heading, which can begin wherever a key can. */
function completeSections(
  { file, sections }: IniAnalysis,
  { line }: Position,
  place: Extract<Place, { kind: 'key' }>,
): Completion[] {
  if (place.hasValue) return [];
  return listMissingSections(file.table, sections, line).map((name) => ({
    kind: 'section',
    label: `[${name}]`,
    snippet: escapeSnippet(`[${name}]`),
    ...describeSectionItem(name, file.table[name]!),
    range: createRange(line, place.span),
  }));
}

function describeSectionItem(name: string, options: IniSection) {
  return { detail: '', documentation: describeSection(name, options) };
}

function listMissingSections(
  table: IniAnalysis['file']['table'],
  sections: IniAnalysis['sections'],
  line: number,
): string[] {
  const present = new Set(sections.filter((section) => section.line !== line).map(({ name }) => name));
  return Object.keys(table).filter((name) => !present.has(name));
}

function completeKeys(
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
  return Object.entries(getSection(file.table, section))
    .filter(([key]) => !present.has(key))
    .map(([key, option]) => ({
      kind: 'key',
      label: key,
      snippet: separated
        ? escapeSnippet(key)
        : `${escapeSnippet(key)} = ${formatPlaceholder(option, section, key, facts)}`,
      detail: formatOptionValue(getDefaultValue(option, section, key, facts)),
      documentation: describeOption(option, section, key, facts),
      range: createRange(line, span),
    }));
}

function isSeparated({ lines }: IniDocument, line: number, { end }: Span): boolean {
  return /^\s*[=:]/.test(lines[line]!.text.slice(end));
}

/** Returns the default value as a placeholder of a snippet: selected so that typing replaces it, or the first of a list of choices. */
function formatPlaceholder(option: IniOption, section: string, key: string, facts: ModelFacts): string {
  const usual = formatOptionValue(getDefaultValue(option, section, key, facts));
  if (option.type !== 'bool' && option.type !== 'flag' && option.type !== 'choice')
    return `\${1:${escapeSnippet(usual)}}`;
  const others = listValueTexts(option, usual).filter((value) => value !== usual);
  return `\${1|${[usual, ...others].map(escapeChoice).join(',')}|}`;
}

function completeValues(
  { file, document }: IniAnalysis,
  { line, character }: Position,
  { section, key, span }: Extract<Place, { kind: 'value' }>,
  facts: ModelFacts,
): Completion[] {
  const option = section === undefined ? undefined : findOption(file, section, key);
  if (!option || section === undefined) return [];
  const usual = formatOptionValue(getDefaultValue(option, section, key, facts));
  const { text } = document.lines[line]!;
  const replaced = option.type === 'list' ? findNameSpan(text, span, character) : findValueSpan(span, character);
  const needsSpace = /[=:]$/.test(text.slice(0, replaced.start));
  const texts = [...new Set(listValueTexts(option, usual))];
  // If the cursor is on a complete value, all values are offered as replacements.
  const currentValue = texts.find(
    (value) => value.toLowerCase() === text.slice(replaced.start, replaced.end).toLowerCase(),
  );
  return texts.map((value) => ({
    kind: 'value',
    label: value,
    snippet: escapeSnippet(needsSpace ? ` ${value}` : value),
    detail: value === usual ? t('default') : '',
    documentation: localize((option.type === 'choice' && option.choiceHelp?.[value]) || option.help),
    range: createRange(line, replaced),
    ...(currentValue !== undefined && { filter: currentValue }),
    ...(value === (currentValue ?? usual) && { preselect: true as const }),
  }));
}

function listValueTexts(option: IniOption, usual: string): readonly string[] {
  switch (option.type) {
    case 'bool':
    case 'flag':
      return ['True', 'False'];
    case 'choice':
    case 'list':
      return option.choices;
    case 'color':
    case 'duration':
      return [usual];
    case 'text':
    case 'path':
      return usual === '' ? [] : [usual];
    case 'int':
    case 'float':
      return [usual, String(option.min), String(option.max)];
  }
}

/** Returns the span to replace: the value if the cursor touches it, else the empty span at the cursor. */
function findValueSpan(span: Span, character: number): Span {
  return character < span.start || character > span.end ? { start: character, end: character } : span;
}

/** Returns the span of the name in a list that the cursor touches. */
function findNameSpan(text: string, span: Span, character: number): Span {
  const isName = (at: number) => at >= span.start && at < span.end && /[\w.-]/.test(text[at]!);
  let [start, end] = [character, character];
  while (isName(start - 1)) start--;
  while (isName(end)) end++;
  return { start, end };
}

/** Escapes the characters that have a meaning in snippets. */
function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

function escapeChoice(text: string): string {
  return text.replace(/[\\,|]/g, '\\$&');
}

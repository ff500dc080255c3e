import { t } from '../../shared/l10n';
import type { IniProblem } from '../checkIni';
import type { IniDocument, Span } from '../ini';
import { formatOptionValue } from '../optionValue';
import {
  createRange,
  findOption,
  findValue,
  getDefaultValue,
  getSection,
  getWholeLine,
  type IniAnalysis,
  type ModelFacts,
  type TextEdit,
} from './analysis';
import type { DiagnosticCode } from './diagnostics';
import { mergeSections, moveToSection } from './edits';
import { findSectionName } from './place';

/** A quick fix for a diagnostic. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Whether this is clearly the intended fix. */
  readonly isPreferred: boolean;
}

/** Lists the quick fixes for the diagnostic with this code on a line, the most likely fix first. */
export function listFixes(analysis: IniAnalysis, code: DiagnosticCode, line: number, facts: ModelFacts): Fix[] {
  if (code === 'fixed') return suggestKeptValue(analysis, line, facts);
  const problem = analysis.checked.problems.find((other) => other.line === line && other.code === code);
  if (!problem) return [];
  const { document } = analysis;
  switch (problem.code) {
    case 'unknown-section':
      return suggestNearest(document, problem);
    case 'unknown-key':
      return [...suggestMoves(analysis, line), ...suggestNearest(document, problem)];
    case 'repeated-section':
      return [createFix(t('Merge into the first section'), mergeSections(document, line))];
    case 'moved':
      return [...suggestNearest(document, problem), ...suggestMoves(analysis, line)];
    case 'outside-section':
      return suggestMoves(analysis, line);
    case 'bad-value':
      return [...suggestNearest(document, problem), ...suggestDefault(analysis, problem, facts)];
    case 'repeated-key':
      return hasContinuation(document, line)
        ? []
        : [createFix(t('Remove this line'), [{ range: getWholeLine(document, line), text: '' }])];
    case 'malformed':
      return [
        createFix(t('Comment out'), [createEdit(document, line, { ...problem.span, end: problem.span.start }, '# ')]),
      ];
    default:
      return [];
  }
}

function createFix(title: string, edits: readonly TextEdit[], isPreferred = false): Fix {
  return { title, edits, isPreferred };
}

/** Creates an edit that puts `text` into a span, and a space before it if it follows a `=` directly. */
function createEdit({ lines }: IniDocument, line: number, span: Span, text: string): TextEdit {
  const isBare = /[=:]$/.test(lines[line]!.text.slice(0, span.start));
  return { range: createRange(line, span), text: isBare ? ` ${text}` : text };
}

function suggestNearest(document: IniDocument, { replacement, line, span }: IniProblem): Fix[] {
  if (replacement === undefined) return [];
  return [createFix(t('Change to {0}', replacement), [createEdit(document, line, span, replacement)], true)];
}

/** Suggests a move to each section that has an option of this name and does not set it yet. */
function suggestMoves(analysis: IniAnalysis, line: number): Fix[] {
  const { file, document, entries } = analysis;
  const option = document.lines[line]!;
  if (option.kind !== 'option' || hasContinuation(document, line)) return [];
  const { key } = option;
  const here = findSectionName(document.lines, line);
  const isSet = (name: string) => entries.some((entry) => entry.section === name && entry.key === key);
  return Object.keys(file.table)
    .filter((name) => name !== here && Object.hasOwn(getSection(file.table, name), key) && !isSet(name))
    .map((name) => createFix(t('Move to [{0}]', name), moveToSection(document, line, name)));
}

/** Returns whether the value continues on the next line. Such values are not fixed automatically. */
function hasContinuation({ lines }: IniDocument, line: number): boolean {
  return lines[line + 1]?.kind === 'continuation';
}

function suggestDefault(
  { file, entries, document }: IniAnalysis,
  { line, span, replacement }: IniProblem,
  facts: ModelFacts,
): Fix[] {
  const entry = entries.find((other) => other.line === line);
  const option = entry && findOption(file, entry.section, entry.key);
  if (!entry || !option) return [];
  const text = formatOptionValue(getDefaultValue(option, entry.section, entry.key, facts));
  if (text === replacement || text === '') return [];
  return [createFix(t('Reset to the default, {0}', text), [createEdit(document, line, span, text)])];
}

function suggestKeptValue({ entries, document }: IniAnalysis, line: number, { fixed }: ModelFacts): Fix[] {
  const entry = entries.find((other) => other.line === line);
  const kept = entry && findValue(fixed, entry.section, entry.key);
  if (!entry || kept === undefined) return [];
  const text = formatOptionValue(kept);
  return [createFix(t("Set to the model's {0}", text), [createEdit(document, line, entry.valueSpan, text)], true)];
}

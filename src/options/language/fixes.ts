import { t } from '../../shared/l10n';
import type { IniProblem } from '../checkIni';
import type { IniDocument, Span } from '../ini';
import { formatOptionValue } from '../optionValue';
import {
  defaultOf,
  type IniAnalysis,
  type ModelFacts,
  optionOf,
  rangeOn,
  sectionOf,
  type TextEdit,
  valueIn,
  wholeLine,
} from './analysis';
import type { DiagnosticCode } from './diagnostics';
import { mergeSections, moveToSection } from './edits';
import { sectionAt } from './place';

/** A way to mend a diagnostic. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Whether it is the one that is surely meant. */
  readonly isPreferred: boolean;
}

/** What would mend the diagnostic of that kind on a line, the likeliest first. */
export function fixesOf(analysis: IniAnalysis, code: DiagnosticCode, line: number, facts: ModelFacts): Fix[] {
  if (code === 'fixed') return toKept(analysis, line, facts);
  const problem = analysis.checked.problems.find((other) => other.line === line && other.code === code);
  if (!problem) return [];
  const { document } = analysis;
  switch (problem.code) {
    case 'unknown-section':
      return nearest(document, problem);
    case 'unknown-key':
      return [...moves(analysis, line), ...nearest(document, problem)];
    case 'repeated-section':
      return [fix(t('Merge into the first section'), mergeSections(document, line))];
    case 'outside-section':
      return moves(analysis, line);
    case 'bad-value':
      return [...nearest(document, problem), ...toDefault(analysis, problem, facts)];
    case 'repeated-key':
      return goesOn(document, line)
        ? []
        : [fix(t('Remove this line'), [{ range: wholeLine(document, line), text: '' }])];
    case 'malformed':
      return [fix(t('Comment out'), [edit(document, line, { ...problem.span, end: problem.span.start }, '# ')])];
    default:
      return [];
  }
}

function fix(title: string, edits: readonly TextEdit[], isPreferred = false): Fix {
  return { title, edits, isPreferred };
}

/** Puts `text` into a span; behind a bare `=` with the space that belongs there. */
function edit({ lines }: IniDocument, line: number, span: Span, text: string): TextEdit {
  const isBare = /[=:]$/.test(lines[line]!.text.slice(0, span.start));
  return { range: rangeOn(line, span), text: isBare ? ` ${text}` : text };
}

function nearest(document: IniDocument, { replacement, line, span }: IniProblem): Fix[] {
  if (replacement === undefined) return [];
  return [fix(t('Change to {0}', replacement), [edit(document, line, span, replacement)], true)];
}

/** To each section that has an option of this name and does not set it yet. */
function moves(analysis: IniAnalysis, line: number): Fix[] {
  const { file, document, entries } = analysis;
  const option = document.lines[line]!;
  if (option.kind !== 'option' || goesOn(document, line)) return [];
  const { key } = option;
  const here = sectionAt(document.lines, line);
  const isSet = (name: string) => entries.some((entry) => entry.section === name && entry.key === key);
  return Object.keys(file.table)
    .filter((name) => name !== here && Object.hasOwn(sectionOf(file.table, name), key) && !isSet(name))
    .map((name) => fix(t('Move to [{0}]', name), moveToSection(document, line, name)));
}

/** A value of several lines is left to its author. */
function goesOn({ lines }: IniDocument, line: number): boolean {
  return lines[line + 1]?.kind === 'continuation';
}

function toDefault(
  { file, entries, document }: IniAnalysis,
  { line, span, replacement }: IniProblem,
  facts: ModelFacts,
): Fix[] {
  const entry = entries.find((other) => other.line === line);
  const option = entry && optionOf(file, entry.section, entry.key);
  if (!entry || !option) return [];
  const text = formatOptionValue(defaultOf(option, entry.section, entry.key, facts));
  if (text === replacement || text === '') return [];
  return [fix(t('Set to the default, {0}', text), [edit(document, line, span, text)])];
}

function toKept({ entries, document }: IniAnalysis, line: number, { fixed }: ModelFacts): Fix[] {
  const entry = entries.find((other) => other.line === line);
  const kept = entry && valueIn(fixed, entry.section, entry.key);
  if (!entry || kept === undefined) return [];
  const text = formatOptionValue(kept);
  return [fix(t("Set to the model's {0}", text), [edit(document, line, entry.valueSpan, text)], true)];
}

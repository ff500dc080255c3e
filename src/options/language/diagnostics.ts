import { t } from '../../shared/l10n';
import type { IniProblemCode } from '../checkIni';
import { formatOptionValue } from '../optionValue';
import {
  createRange,
  findOption,
  findValue,
  type IniAnalysis,
  type ModelFacts,
  type Range,
  type TextEdit,
} from './analysis';

export type DiagnosticCode = IniProblemCode | 'fixed' | 'cannot-be-built';

export interface IniDiagnostic {
  readonly code: DiagnosticCode;
  /** `hint` only fades what it speaks of. */
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
  readonly range: Range;
}

/** A way to mend a diagnostic. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Whether it is the one that is surely meant. */
  readonly isPreferred: boolean;
}

/** Lists all diagnostics of a file, in the order of its lines, except those of the model: see {@link createModelDiagnostic}. */
export function listDiagnostics(analysis: IniAnalysis, facts: ModelFacts): IniDiagnostic[] {
  const problems = analysis.checked.problems.map(({ code, severity, message, line, span }) => ({
    code,
    severity,
    message: formatMessage(code, message),
    range: createRange(line, span),
  }));
  return [...problems, ...listOverruledValues(analysis, facts), ...listUnusedOptions(analysis)].sort(
    (a, b) => a.range.start.line - b.range.start.line,
  );
}

/** Formats a message as a sentence. A name of an option at its beginning is not capitalized. */
function formatMessage(code: IniProblemCode, message: string): string {
  const beginsWithName = code === 'bad-value' || code === 'unused' || code === 'conflict' || code === 'moved';
  return beginsWithName ? message : message[0]!.toUpperCase() + message.slice(1);
}

/** Lists the values that differ from those the model was created with. */
function listOverruledValues({ file, entries, checked }: IniAnalysis, { fixed }: ModelFacts): IniDiagnostic[] {
  return entries.flatMap(({ section, key, line, valueSpan }): IniDiagnostic[] => {
    const [configured, kept] = [findValue(checked.values, section, key), findValue(fixed, section, key)];
    if (configured === undefined || kept === undefined || configured === kept || !findOption(file, section, key)?.fixed)
      return [];
    const message = t(
      '{0} = {1} has no effect: the model was created with {2} and keeps it.',
      key,
      formatOptionValue(configured),
      formatOptionValue(kept),
    );
    return [{ code: 'fixed', severity: 'warning', message, range: createRange(line, valueSpan) }];
  });
}

/** Lists options that are set to their default and not used. Editors only fade them. */
function listUnusedOptions({ file, entries, checked, document }: IniAnalysis): IniDiagnostic[] {
  const told = new Set(checked.problems.map(({ line }) => line));
  return entries.flatMap(({ section, key, line }): IniDiagnostic[] => {
    if (told.has(line) || !findOption(file, section, key)?.unused) return [];
    const { text } = document.lines[line]!;
    const span = { start: text.length - text.trimStart().length, end: text.trimEnd().length };
    const message = t('An option of faceswap that has no effect here yet.');
    return [{ code: 'unused', severity: 'hint', message, range: createRange(line, span) }];
  });
}

/**
 * Returns where to show that a model of these options cannot be built: at the first option of the file that the sentence names,
 * else at the model's section, else at the top.
 */
export function createModelDiagnostic(
  { entries, sections }: IniAnalysis,
  modelSection: string,
  message: string,
): IniDiagnostic {
  const isNamed = (key: string) => new RegExp(`(^|[^\\w])${key}($|[^\\w])`).test(message);
  const named = entries.filter(({ key }) => isNamed(key));
  const entry = named.find(({ section }) => section === modelSection) ?? named[0];
  const section = sections.find(({ name }) => name === modelSection) ?? sections[0];
  const range = entry
    ? createRange(entry.line, entry.keySpan)
    : createRange(section?.line ?? 0, section?.nameSpan ?? { start: 0, end: 0 });
  return { code: 'cannot-be-built', severity: 'error', message, range };
}

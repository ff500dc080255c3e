import { t } from '../../shared/l10n';
import { formatOptionValue } from '../optionValue';
import { findOption, findValue, getDefaultValue, type IniAnalysis, type ModelFacts, type Position } from './analysis';

/** A short note behind a value. */
export interface Hint {
  readonly position: Position;
  readonly text: string;
}

/** Lists hints that show the default behind every value that differs from it. */
export function listHints({ file, entries, checked }: IniAnalysis, facts: ModelFacts): Hint[] {
  return entries.flatMap(({ section, key, line, valueSpan }) => {
    const option = findOption(file, section, key);
    const value = findValue(checked.values, section, key);
    if (!option || value === undefined) return [];
    const usual = getDefaultValue(option, section, key, facts);
    if (value === usual || usual === '') return [];
    const text = t('default: {0}', formatOptionValue(usual));
    return [{ position: { line, character: valueSpan.end }, text }];
  });
}

import { t } from '../../shared/l10n';
import { formatOptionValue } from '../optionValue';
import { defaultOf, type IniAnalysis, type ModelFacts, optionOf, type Position, valueIn } from './analysis';

/** A short note behind a value. */
export interface Hint {
  readonly position: Position;
  readonly text: string;
}

/** The default behind every value that differs from it. */
export function hintsOf({ file, entries, checked }: IniAnalysis, facts: ModelFacts): Hint[] {
  return entries.flatMap(({ section, key, line, valueSpan }) => {
    const option = optionOf(file, section, key);
    const value = valueIn(checked.values, section, key);
    if (!option || value === undefined) return [];
    const usual = defaultOf(option, section, key, facts);
    if (value === usual || usual === '') return [];
    const text = t('default: {0}', formatOptionValue(usual));
    return [{ position: { line, character: valueSpan.end }, text }];
  });
}

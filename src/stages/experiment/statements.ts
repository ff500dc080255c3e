import { getLanguage, localize, t } from '../../shared/l10n';
import { findHeldOutMeasure, type MeasureComparison } from './runResults';

/** A sentence on two settings. */
export interface PairStatement {
  /** Numbers of the settings, from 1. */
  readonly first: number;
  readonly second: number;
  readonly text: string;
  /** Whether any measure tells them apart. */
  readonly isTold: boolean;
}

/** Says of each pair of settings in what one is better than the other, as far as it can be told. */
export function stateAll(comparisons: readonly MeasureComparison[], names: readonly string[]): PairStatement[] {
  const pairs = new Map<string, PairStatement>();
  for (const { pairs: own } of comparisons)
    for (const { first, second } of own) {
      const key = `${first} ${second}`;
      if (pairs.has(key)) continue;
      pairs.set(key, { first: first + 1, second: second + 1, ...statePair(comparisons, names, first, second) });
    }
  return [...pairs.values()];
}

function statePair(
  comparisons: readonly MeasureComparison[],
  names: readonly string[],
  first: number,
  second: number,
): Pick<PairStatement, 'text' | 'isTold'> {
  const [a, b] = [names[first]!, names[second]!];
  const format = new Intl.ListFormat(getLanguage(), { type: 'conjunction' });
  const list = (verdict: 'first' | 'second') => {
    const told = comparisons
      .filter(({ pairs }) =>
        pairs.some((pair) => pair.first === first && pair.second === second && pair.verdict === verdict),
      )
      .map(({ measure }) => localize(findHeldOutMeasure(measure).label));
    return format.format(told);
  };
  const [better, worse] = [list('first'), list('second')];
  if (better === '' && worse === '')
    return { text: t('"{0}" or "{1}": it cannot be told which is better.', a, b), isTold: false };
  if (worse === '') return { text: t('"{0}" is better than "{1}" in {2}.', a, b, better), isTold: true };
  if (better === '') return { text: t('"{0}" is worse than "{1}" in {2}.', a, b, worse), isTold: true };
  return { text: t('"{0}" is better than "{1}" in {2}, but worse in {3}.', a, b, better, worse), isTold: true };
}

import { formatNumber } from '../../../shared/jobText';
import { t } from '../../../shared/l10n';
import type { Trend, TrendName } from './trends';

/** Returns the word for a figure in the user's language. */
function nameTrend(name: TrendName): string {
  switch (name) {
    case 'margin':
      return t('identity');
    case 'mouth':
      return t('mouth');
    case 'eyes':
      return t('eyes');
    case 'detail':
      return t('fine detail');
    case 'ssim':
      return t('likeness of the reconstruction');
  }
}

/**
 * Says what has stopped improving, in the user's language; undefined where nothing has, or it cannot be told yet.
 * @param iteration of the newest evaluation
 */
export function describeTrends(trends: readonly Trend[], iteration: number): string | undefined {
  const select = (wanted: Trend['direction']) => trends.filter(({ direction }) => direction === wanted);
  const [flat, falling, improving] = [select('flat'), select('falling'), select('improving')];
  const stopped = [...flat, ...falling];
  if (stopped.length === 0) return undefined;
  const list = (some: readonly Trend[]) => some.map(({ name }) => nameTrend(name)).join(', ');
  const count = (some: readonly Trend[]) =>
    formatNumber(roundCount(iteration - Math.max(...some.map(({ since }) => since))));
  const sentences = [
    ...(flat.length > 0 ? [t('No better for {0} iterations: {1}.', count(flat), list(flat))] : []),
    ...(falling.length > 0 ? [t('Worse than {0} iterations ago: {1}.', count(falling), list(falling))] : []),
    improving.length > 0 ? t('Still improving: {0}.', list(improving)) : t('Training on brings little.'),
  ];
  return sentences.join(' ');
}

/** The beginning of a plateau is not known better than to two digits. */
function roundCount(iterations: number): number {
  return Number(iterations.toPrecision(2));
}

/** Returns whether everything that is measured has stopped improving. */
export function isAllFlat(trends: readonly Trend[]): boolean {
  const known = trends.filter(({ direction }) => direction !== 'unknown');
  return known.some(({ name }) => name === 'margin') && known.every(({ direction }) => direction !== 'improving');
}

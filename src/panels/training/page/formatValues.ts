import { t } from '../../../shared/l10n';

let numbers = new Intl.NumberFormat('en');
let compact = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

let figures = createFigureFormat('en');

let compactShort = createShortFormat('en');

let dates = createDateFormat('en');

/** Sets the language in which numbers and dates are formatted. */
export function setFormatLanguage(language: string): void {
  numbers = new Intl.NumberFormat(language);
  compact = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 });
  compactShort = createShortFormat(language);
  dates = createDateFormat(language);
  figures = createFigureFormat(language);
}

function createFigureFormat(language: string): Intl.NumberFormat {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 3 });
}

function createDateFormat(language: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
}

/** Returns a date and time. @param seconds since 1970 */
export function formatDateTime(seconds: number): string {
  return dates.format(seconds * 1000);
}

function createShortFormat(language: string): Intl.NumberFormat {
  return new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 4 });
}

/** Returns a number in a short form for an axis, such as `25K` or `1.5M`. */
export function formatShort(value: number): string {
  return Math.abs(value) >= 1e4 ? compactShort.format(value) : numbers.format(value);
}

export function formatWhole(value: number): string {
  return numbers.format(Math.round(value));
}

export function formatLoss(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(2) : compact.format(value);
}

/** Returns a measured figure, to three places. */
export function formatFigure(value: number): string {
  return figures.format(value);
}

export function formatPercent(share: number): string {
  return `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;
}

export function formatBytes(value: number): string {
  const gibibytes = value / 2 ** 30;
  return gibibytes >= 1 ? `${gibibytes.toFixed(1)} GB` : `${Math.round(value / 2 ** 20)} MB`;
}

export function formatSpeed(perSecond: number): string {
  return t('{0} it/s', perSecond.toFixed(perSecond >= 100 ? 0 : perSecond >= 10 ? 1 : 2));
}

/** Returns the label of a loss for its name in the log: `loss_a` is the loss of side A. */
export function getLossLabel(name: string): string {
  if (name === 'loss_a') return t('Loss A');
  if (name === 'loss_b') return t('Loss B');
  const [, base, side] = /^(.+)_([ab])$/.exec(name) ?? [];
  return base && side ? `${base} ${side.toUpperCase()}` : name;
}

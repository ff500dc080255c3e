import type { JobEvent, JsonValue } from './jobEvents';
import { getTranslations, localize, t } from './l10n';

type Event<T extends JobEvent['type']> = Extract<JobEvent, { type: T }>;

/** Returns the line for a training step: faceswap's own text, then the rate and the time left. */
export function formatStep(step: Event<'step'>): string {
  const losses = `Loss A: ${step.lossA.toFixed(4)} Loss B: ${step.lossB.toFixed(4)}`;
  const pace = [
    step.stepsPerSecond === undefined ? undefined : t('{0} it/s', formatRate(step.stepsPerSecond)),
    step.secondsLeft === undefined ? undefined : t('{0} left', formatDuration(step.secondsLeft)),
  ];
  return [`Total Iterations: ${step.iteration} | ${losses}`, ...pace.filter((part) => part !== undefined)].join(' | ');
}

/** Returns a text like `120/266 frames, 12.3/s, 0:12 left`, without the parts that are unknown. */
export function formatProgress(progress: Event<'progress'>, unit: string): string {
  const count = progress.total === undefined ? String(progress.done) : `${progress.done}/${progress.total}`;
  const parts = [`${count} ${unit}`.trimEnd()];
  if (progress.unitsPerSecond !== undefined) parts.push(`${formatRate(progress.unitsPerSecond)}/s`);
  if (progress.secondsLeft !== undefined) parts.push(t('{0} left', formatDuration(progress.secondsLeft)));
  return parts.join(', ');
}

/** Formats a number for the user's language: `12,345`. */
export function formatNumber(value: number): string {
  return value.toLocaleString(getTranslations()[1]);
}

/** Formats an ISO 8601 time for the user's language: the time of day, with the day where it is another one than `now`. */
export function formatMoment(moment: string, now = new Date()): string {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return moment;
  const isToday = date.toDateString() === now.toDateString();
  const day = isToday ? {} : ({ month: 'short', day: 'numeric' } as const);
  return date.toLocaleString(getTranslations()[1], { ...day, hour: '2-digit', minute: '2-digit' });
}

function formatRate(perSecond: number): string {
  return perSecond >= 100 ? perSecond.toFixed(0) : perSecond.toFixed(perSecond >= 10 ? 1 : 2);
}

/** Formats bytes as `1.5 GB`, `12 MB` or `3 kB`, by powers of 1000 as explorers of files do. */
export function formatFileSize(bytes: number): string {
  const [value, unit] = bytes >= 1e9 ? [bytes / 1e9, 'GB'] : bytes >= 1e6 ? [bytes / 1e6, 'MB'] : [bytes / 1e3, 'kB'];
  return `${value >= 10 || unit === 'kB' ? Math.ceil(value) : value.toFixed(1)} ${unit}`;
}

/** Formats seconds as `0:42`, `12:03` or `27:15:00`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/**
 * Returns the lines of a job's summary in the language of the user: `framesWithFaces` as `frames with faces: 264`, a list of
 * records as a table.
 */
export function formatSummary(summary: Readonly<Record<string, JsonValue>>): string[] {
  return Object.entries(summary).flatMap(([key, value]) =>
    isTable(value) ? [`${formatKey(key)}:`, ...formatTable(value)] : [`${formatKey(key)}: ${formatValue(value)}`],
  );
}

type Row = Readonly<Record<string, JsonValue>>;

function isTable(value: JsonValue): value is readonly Row[] {
  return Array.isArray(value) && value.length > 0 && value.every((row) => isRecord(row));
}

function isRecord(value: JsonValue): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the lines of a table with one column for each key; numbers are aligned to the right. */
function formatTable(rows: readonly Row[]): string[] {
  const keys = Object.keys(rows[0]!);
  const columns = keys.map((key) => {
    const values = rows.map((row) => row[key] ?? null);
    const texts = [formatKey(key), ...values.map(formatValue)];
    const width = Math.max(...texts.map(countColumns));
    const isNumeric = values.every((value) => typeof value === 'number');
    return texts.map((text) => {
      const padding = ' '.repeat(width - countColumns(text));
      return isNumeric ? padding + text : text + padding;
    });
  });
  return [-1, ...rows.keys()].map((row) => `  ${columns.map((cells) => cells[row + 1]).join('  ')}`.trimEnd());
}

/** Returns how many columns of a terminal a text takes: those of Chinese, Japanese and Korean are wide. */
function countColumns(text: string): number {
  return [...text].reduce(
    (columns, letter) =>
      columns + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\uff60]/.test(letter) ? 2 : 1),
    0,
  );
}

function isShape(value: JsonValue): value is readonly number[] {
  return Array.isArray(value) && value.every((extent) => typeof extent === 'number');
}

function formatKey(key: string): string {
  return localize(key.replace(/_/g, ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}

function formatValue(value: JsonValue): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return '–';
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(6)));
  if (isShape(value)) return value.join(' x ');
  if (Array.isArray(value) && value.every(isShape)) return value.map(formatValue).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

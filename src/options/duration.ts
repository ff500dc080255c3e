const secondsPerUnit = { d: 86_400, h: 3600, m: 60, s: 1 } as const;

/** A year. */
export const longestDurationSeconds = 365 * secondsPerUnit.d;

/** Days, hours, minutes and seconds in this order, each at most once. */
const pattern = /^(?:([\d.]+)d)?(?:([\d.]+)h)?(?:([\d.]+)m(?:in)?)?(?:([\d.]+)s)?$/;

/** The pattern of a duration in a JSON schema, which is a little wider than what {@link parseDuration} takes. */
export const durationPattern = '^[0-9][0-9.dhmins ]*$';

/**
 * Returns the seconds of a duration as people write it: `10m`, `2h`, `1h30m`, `1.5h`, `45s`, or a number of seconds.
 * Undefined where it is none, shorter than a second, or longer than a year.
 */
export function parseDuration(value: unknown): number | undefined {
  const seconds = typeof value === 'string' ? parseText(value.replace(/\s/g, '').toLowerCase()) : value;
  const isDuration = typeof seconds === 'number' && seconds >= 1 && seconds <= longestDurationSeconds;
  return isDuration ? seconds : undefined;
}

/** Returns NaN for what is no duration. */
function parseText(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const parts = text === '' ? null : pattern.exec(text);
  if (!parts) return Number.NaN;
  const units = Object.values(secondsPerUnit);
  return units.reduce((sum, unit, index) => sum + unit * Number(parts[index + 1] ?? 0), 0);
}

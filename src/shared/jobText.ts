import type { JobEvent } from './jobEvents';
import { getTranslations, t } from './l10n';

type Event<T extends JobEvent['type']> = Extract<JobEvent, { type: T }>;

/** faceswap's own line, then what it does not tell: the rate and the time left. */
export function formatStep(step: Event<'step'>): string {
  const losses = `Loss A: ${step.lossA.toFixed(4)} Loss B: ${step.lossB.toFixed(4)}`;
  const pace = [
    step.stepsPerSecond === undefined ? undefined : t('{0} it/s', formatRate(step.stepsPerSecond)),
    step.secondsLeft === undefined ? undefined : t('{0} left', formatDuration(step.secondsLeft)),
  ];
  return [`Total Iterations: ${step.iteration} | ${losses}`, ...pace.filter((part) => part !== undefined)].join(' | ');
}

/** `120/266 frames, 12.3/s, 0:12 left`, as far as each is known. */
export function formatProgress(progress: Event<'progress'>, unit: string): string {
  const count = progress.total === undefined ? String(progress.done) : `${progress.done}/${progress.total}`;
  const parts = [`${count} ${unit}`.trimEnd()];
  if (progress.unitsPerSecond !== undefined) parts.push(`${formatRate(progress.unitsPerSecond)}/s`);
  if (progress.secondsLeft !== undefined) parts.push(t('{0} left', formatDuration(progress.secondsLeft)));
  return parts.join(', ');
}

/** `12,345`, as the user's language writes it. */
export function formatNumber(value: number): string {
  return value.toLocaleString(getTranslations()[1]);
}

function formatRate(perSecond: number): string {
  return perSecond >= 100 ? perSecond.toFixed(0) : perSecond.toFixed(perSecond >= 10 ? 1 : 2);
}

/** `0:42`, `12:03`, `27:15:00`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

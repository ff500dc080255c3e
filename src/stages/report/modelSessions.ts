import { formatOptionValue } from '../../options/optionValue';
import { getLanguage } from '../../shared/l10n';
import type { LossCurve } from '../../training/store/curves/lossCurve';
import type { FacesetPair, ModelState } from '../../training/store/modelState';

/** One run of a training, as a report tells it. */
export interface ReportedSession {
  readonly id: string;
  /** When it began, in the language of the user; empty where that is not known. */
  readonly start: string;
  readonly batchSize: number;
  readonly iterations: number;
  /** How long it took; absent where that was not logged. */
  readonly seconds?: number;
  readonly faces?: FacesetPair;
  /** The options that differ from those of the session before, as `key = value`. */
  readonly changes: readonly string[];
}

/** No training takes longer; a longer time is that of a wrong clock. */
const longestSeconds = 366 * 86_400;

/** Returns the sessions of a model in their order, with their times from the log of losses. */
export function listSessions({ sessions }: ModelState, losses: LossCurve): ReportedSession[] {
  const { span, from, seconds } = losses.slice();
  const getEnd = (first: number, last: number) => {
    const inside = [...seconds].filter((value, i) => {
      const iteration = Math.min((from + i + 1) * span, losses.lastIteration);
      return iteration > first && iteration <= Math.max(last, first + span) && Number.isFinite(value);
    });
    return inside.at(-1);
  };
  let done = 0;
  let before: Readonly<Record<string, unknown>> | undefined;
  return Object.entries(sessions)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([id, { timestamp, batchsize, iterations, faces, config }]) => {
      const end = getEnd(done, done + iterations);
      done += iterations;
      const now = Object.fromEntries(
        Object.values(config).flatMap((section) =>
          Object.entries(section ?? {}).map(([key, value]) => [key, formatOptionValue(value)]),
        ),
      );
      const changes = before ? Object.entries(now).filter(([key, value]) => before![key] !== value) : [];
      before = now;
      const took = end === undefined ? Number.NaN : end - timestamp;
      return {
        id,
        start: formatStart(timestamp),
        batchSize: batchsize,
        iterations,
        ...(took >= 0 && took < longestSeconds && { seconds: took }),
        ...(faces && { faces }),
        changes: changes.map(([key, value]) => `${key} = ${value}`),
      };
    });
}

function formatStart(timestamp: number): string {
  const date = new Date(timestamp * 1000);
  if (Number.isNaN(date.getTime())) return '';
  return date.toLocaleString(getLanguage(), { dateStyle: 'medium', timeStyle: 'short' });
}

/** Returns how long all sessions took; undefined where none was logged. */
export function sumSeconds(sessions: readonly ReportedSession[]): number | undefined {
  const known = sessions.flatMap(({ seconds }) => seconds ?? []);
  return known.length === 0 ? undefined : known.reduce((sum, seconds) => sum + seconds, 0);
}

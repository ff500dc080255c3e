import { randomBytes } from 'node:crypto';
import { isStageName, type StageName } from '../../stages/stages';

// The name of the folder of a job: the time when it was requested, its stage, and a few random digits. The names sort in the
// order of the requests. A clock may go backwards, and the folder may have come from a machine with another time: no name
// is believed that is later than the clock here could explain.

/** Milliseconds that two clocks may differ, or one clock may be set back, before times are taken for wrong. */
const toleranceMs = 24 * 3_600_000;

/** Returns whether `name` is the name of the folder of a job. */
export function isJobId(name: string): boolean {
  return /^\d{17}-[a-z-]+-[0-9a-f]{4}$/.test(name);
}

let lastTimeMs = 0;

/** Returns the name of a new job, which {@link sortJobIds} puts after those in `known`. */
export function createJobId(stage: StageName, known: readonly string[], nowMs = Date.now()): string {
  const newestMs = Math.max(0, ...known.map(readTimeMs).filter((ms) => !isLater(ms, nowMs)));
  lastTimeMs = Math.max(nowMs, newestMs + 1, isLater(lastTimeMs, nowMs) ? 0 : lastTimeMs + 1);
  const digits = new Date(lastTimeMs).toISOString().replace(/\D/g, '').slice(0, 17);
  return `${digits}-${stage}-${randomBytes(2).toString('hex')}`;
}

/** Returns the names, the oldest first; those with a wrong time come before all others. */
export function sortJobIds(ids: readonly string[], nowMs = Date.now()): string[] {
  const later = (id: string) => (isLater(readTimeMs(id), nowMs) ? 0 : 1);
  return ids.toSorted((one, other) => later(one) - later(other) || (one < other ? -1 : 1));
}

/** Returns the stage of a job by its name; undefined where this version does not have it. */
export function readStage(id: string): StageName | undefined {
  const name = id.slice(18, -5);
  return isStageName(name) ? name : undefined;
}

/** Returns the time in a name, in milliseconds since 1970; NaN when it is none. */
export function readTimeMs(id: string): number {
  return Date.parse(id.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3}).*$/, '$1-$2-$3T$4:$5:$6.$7Z'));
}

function isLater(ms: number, nowMs: number): boolean {
  return !(ms <= nowMs + toleranceMs);
}

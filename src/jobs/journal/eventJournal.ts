import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRegularFile } from '../../files/regularFile';
import type { JobEvent } from '../../shared/jobEvents';
import { isJobEvent } from '../protocol/jobEventSchema';
import { localizeEvent } from './eventTexts';
import type { JobFolder } from './jobFolder';

/** Progress and steps come many times a second. The journal keeps one a second, so that it stays small over days. */
const throttleMs = 1000;
const throttled: ReadonlySet<JobEvent['type']> = new Set(['progress', 'step']);

/** Appends the events of a job to its `events.ndjson`, each with its time. */
export class Journal {
  readonly #path: string;
  #throttledAt = Number.NEGATIVE_INFINITY;
  #isBroken = false;

  constructor(folder: JobFolder) {
    this.#path = folder.eventsPath;
  }

  write(event: JobEvent): void {
    if (throttled.has(event.type)) {
      const now = performance.now(); // a clock that is set back must not stop the progress
      if (now - this.#throttledAt < throttleMs) return;
      this.#throttledAt = now;
    }
    this.#append(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
  }

  /** Where the disk is full only the journal ends, not the work. */
  #append(line: string): void {
    if (this.#isBroken) return;
    try {
      appendFileSync(this.#path, line);
    } catch (error) {
      this.#isBroken = true;
      console.error('The journal ends here:', error);
    }
  }
}

/** Only the end of a long journal is read; older warnings are in the log. */
const maxTailBytes = 1 << 18;
const maxWarnings = 3;

/**
 * Returns, in the language of this process, the last different warnings of the job whose journal is in `folder`, without those
 * that were about its start; none where there is no journal.
 */
export async function readWarnings(folder: string): Promise<string[]> {
  return [...new Set((await readLastEvents(folder)).flatMap(listWarnings))].slice(-maxWarnings);
}

/** Returns the end of a file of a journal. */
export async function readTail(path: string): Promise<string> {
  const file = await openRegularFile(path);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, maxTailBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** An event of a journal, and when it was written, ISO 8601. */
export type TimedEvent = JobEvent & { readonly time: string };

/** Returns the last events of the job with its journal in `folder`, in the language of this process; none without a journal. */
export async function readLastEvents(folder: string): Promise<TimedEvent[]> {
  const text = await readTail(join(folder, 'events.ndjson')).catch(() => '');
  return text.split('\n').flatMap(parseEvent);
}

/** Returns the event in a line; none in a line that was cut. */
function parseEvent(line: string): TimedEvent[] {
  try {
    const event: unknown = JSON.parse(line);
    const isTimed = isJobEvent(event) && 'time' in event && typeof event.time === 'string';
    return isTimed ? [localizeEvent(event as TimedEvent)] : [];
  } catch {
    return [];
  }
}

function listWarnings(event: TimedEvent): string[] {
  return event.type === 'log' && event.level === 'warning' && !event.isAboutStart ? [event.message] : [];
}

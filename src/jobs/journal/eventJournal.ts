import { appendFileSync } from 'node:fs';
import type { JobEvent } from '../../shared/jobEvents';
import type { JobFolder } from './jobFolder';

/** Progress and steps come many times a second; the journal keeps one of them a second, so that it stays small over days. */
const passingEveryMs = 1000;
const passing: ReadonlySet<JobEvent['type']> = new Set(['progress', 'step']);

/** Appends a job's events to its `events.ndjson`, each with its time. */
export class Journal {
  readonly #path: string;
  #passedAt = 0;
  #broken = false;

  constructor(folder: JobFolder) {
    this.#path = folder.eventsPath;
  }

  write(event: JobEvent): void {
    const now = Date.now();
    if (passing.has(event.type)) {
      if (now - this.#passedAt < passingEveryMs) return;
      this.#passedAt = now;
    }
    this.#append(`${JSON.stringify({ time: new Date(now).toISOString(), ...event })}\n`);
  }

  /** A journal on a full disk must not end the work that still can go on. */
  #append(line: string): void {
    if (this.#broken) return;
    try {
      appendFileSync(this.#path, line);
    } catch (error) {
      this.#broken = true;
      console.error('The journal ends here:', error);
    }
  }
}

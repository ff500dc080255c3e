import { appendFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobEvent } from '../../shared/jobEvents';
import type { JobFolder } from './jobFolder';

/** Progress and steps come many times a second. The journal keeps one a second, so that it stays small over days. */
const throttleMs = 1000;
const throttled: ReadonlySet<JobEvent['type']> = new Set(['progress', 'step']);

/** Appends the events of a job to its `events.ndjson`, each with its time. */
export class Journal {
  readonly #path: string;
  #throttledAt = 0;
  #isBroken = false;

  constructor(folder: JobFolder) {
    this.#path = folder.eventsPath;
  }

  write(event: JobEvent): void {
    const now = Date.now();
    if (throttled.has(event.type)) {
      if (now - this.#throttledAt < throttleMs) return;
      this.#throttledAt = now;
    }
    this.#append(`${JSON.stringify({ time: new Date(now).toISOString(), ...event })}\n`);
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
 * Returns the last different warnings of the job whose journal is in `folder`, without those that were about its start; none
 * where there is no journal.
 */
export async function readWarnings(folder: string): Promise<string[]> {
  const text = await readTail(join(folder, 'events.ndjson')).catch(() => '');
  return [...new Set(text.split('\n').flatMap(parseWarning))].slice(-maxWarnings);
}

async function readTail(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, maxTailBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Returns the warning in a line; none in a line that was cut, at the start of the tail or by a crash. */
function parseWarning(line: string): string[] {
  if (!line.includes('"warning"')) return [];
  try {
    const { type, level, message, isAboutStart } = JSON.parse(line);
    const isWarning = type === 'log' && level === 'warning' && isAboutStart !== true;
    return isWarning && typeof message === 'string' ? [message] : [];
  } catch {
    return [];
  }
}

import { createReadStream } from 'node:fs';
import type { AlignFilters } from '../../faces/alignFilters';
import { listLandmarkPairs } from '../../faces/landmarks';
import type { FaceRecord } from '../../facesets/faceRecord';
import { hasErrorCode } from '../../shared/errors';

/** What an extraction works on; a journal of anything else is not continued. */
export interface ExtractTask {
  readonly input: string;
  /** Size and time of a video, by which another one under the same name is told apart. */
  readonly inputVersion: string;
  readonly output: string;
  readonly every: number;
  readonly minSizePercent: number;
  readonly filters?: AlignFilters;
}

/** A face as a line of the journal holds it. */
interface JournalFace {
  readonly box: readonly [x: number, y: number, w: number, h: number];
  /** Flat, frame pixels. */
  readonly landmarks: readonly number[];
  /** JPEG, base64. */
  readonly thumb: string;
}

export type JournalEntry =
  /** The first line. */
  | { readonly task: ExtractTask }
  /** A frame that is finished: its face images are written. */
  | { readonly frame: string; readonly faces: readonly JournalFace[] }
  /** The alignments file holds everything up to here. */
  | { readonly saved: true };

export function journalFace({ x, y, w, h, landmarks, thumb = new Uint8Array() }: FaceRecord): JournalFace {
  return { box: [x, y, w, h], landmarks: landmarks.flat(), thumb: Buffer.from(thumb).toString('base64') };
}

export function faceRecord({ box: [x, y, w, h], landmarks, thumb }: JournalFace): FaceRecord {
  const points = listLandmarkPairs(landmarks);
  return { x, y, w, h, landmarks: points, mask: {}, identity: {}, thumb: Buffer.from(thumb, 'base64') };
}

/**
 * The entries of a journal with the byte that each ends at, up to the first line that is cut off or damaged; none when
 * there is no journal, or it is of another task.
 */
export async function* readEntries(
  path: string,
  task: ExtractTask,
): AsyncGenerator<{ readonly entry: JournalEntry; readonly end: number }> {
  let first = true;
  for await (const { line, end } of wholeLines(path)) {
    const entry = parseEntry(line);
    if (!entry || (first && !isTask(entry, task))) return;
    first = false;
    yield { entry, end };
  }
}

function isTask(entry: JournalEntry, task: ExtractTask): boolean {
  return 'task' in entry && JSON.stringify(entry.task) === JSON.stringify(task);
}

function parseEntry(line: string): JournalEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as JournalEntry) : undefined;
  } catch {
    return undefined;
  }
}

/** Lines that end in a newline: what comes after the last one is a line that a kill cut off. */
async function* wholeLines(path: string): AsyncGenerator<{ readonly line: string; readonly end: number }> {
  let pending: Buffer = Buffer.alloc(0);
  let end = 0;
  try {
    for await (const chunk of createReadStream(path)) {
      pending = Buffer.concat([pending, chunk as Buffer]);
      for (let newline = pending.indexOf('\n'); newline >= 0; newline = pending.indexOf('\n')) {
        end += newline + 1;
        yield { line: pending.toString('utf8', 0, newline), end };
        pending = pending.subarray(newline + 1);
      }
    }
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw error;
  }
}

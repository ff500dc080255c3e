import { type FileHandle, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import type { AlignerName } from '../../faces/aligners/aligners';
import type { AlignFilters } from '../../faces/alignFilters';
import type { DetectorName } from '../../faces/detectors/detectors';
import { landmarkCount, listLandmarkPairs } from '../../faces/landmarks';
import type { FrameRecord } from '../../facesets/alignments';
import type { FaceRecord } from '../../facesets/faceRecord';
import { createFolder } from '../../files/createFolder';
import { openRegularFile, openToAppend } from '../../files/regularFile';
import { setUnfitAside } from '../../files/setUnfitAside';
import { explainFileError } from '../../files/systemErrors';
import { hasErrorCode } from '../../shared/errors';

/** The input and settings of an extraction. A journal of a different task is not continued. */
export interface ExtractTask {
  readonly input: string;
  /** Size and modification time of a video, to recognize that another video has its name now; empty for images. */
  readonly inputVersion: string;
  readonly output: string;
  readonly every: number;
  readonly minSizePercent: number;
  readonly skipExisting?: true;
  readonly detector?: DetectorName;
  readonly aligner?: AlignerName;
  readonly filters?: AlignFilters;
}

/** Far beyond any frame. */
const maxPixels = 1e6;

/** JSON also has numbers that are too large to be any. */
const pixels = v.pipe(v.number(), v.finite(), v.minValue(-maxPixels), v.maxValue(maxPixels));

const faceSchema = v.object({
  /** x, y, width and height in frame pixels. */
  box: v.strictTuple([pixels, pixels, pixels, pixels]),
  /** x and y of each point in turn, in frame pixels. */
  landmarks: v.pipe(v.array(pixels), v.length(2 * landmarkCount)),
  /** JPEG, base64. */
  thumb: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]*={0,2}$/)),
});

const entrySchema = v.union([
  /** A frame that is finished: its face images are written. */
  v.object({ frame: v.string(), faces: v.array(faceSchema) }),
  /** The alignments file contains everything up to here. */
  v.object({ saved: v.literal(true) }),
  /** The first line, an {@link ExtractTask}. */
  v.object({ task: v.custom<ExtractTask>((task) => typeof task === 'object' && task !== null) }),
]);

type JournalFace = v.InferOutput<typeof faceSchema>;
type JournalEntry = v.InferOutput<typeof entrySchema>;

/**
 * The frames that an extraction has finished, one line of JSON each, appended while it runs: the same command continues
 * after a kill. Memory use stays constant, because the faces are kept here until the alignments are written.
 */
export class ExtractJournal {
  readonly #path: string;
  readonly #task: ExtractTask;
  readonly #file: FileHandle;
  /** The number of faces in each frame that an earlier run has finished. */
  readonly faceCounts: ReadonlyMap<string, number>;
  /** Whether an earlier run of this task has written the alignments file. */
  readonly isAlignmentsOwned: boolean;

  private constructor(path: string, task: ExtractTask, file: FileHandle, before: Leftovers) {
    this.#path = path;
    this.#task = task;
    this.#file = file;
    this.faceCounts = before.finished;
    this.isAlignmentsOwned = before.alignmentsAreOurs;
  }

  /**
   * Continues the journal at `path` after its last complete line if it is of `task`, else starts a new one.
   * @param onWarning receives a sentence when something else was at `path`
   * @throws UserError when it cannot be written
   */
  static async open(
    path: string,
    task: ExtractTask,
    onWarning: (message: string) => void = () => undefined,
  ): Promise<ExtractJournal> {
    try {
      await setUnfitAside(path, onWarning);
      const before = await readLeftovers(path, task);
      await createFolder(dirname(path));
      const file = await openToAppend(path);
      await file.truncate(before.bytes);
      const journal = new ExtractJournal(path, task, file, before);
      if (before.bytes === 0) await journal.#append({ task });
      return journal;
    } catch (error) {
      throw explainFileError(error, path);
    }
  }

  /** Adds a finished frame. @throws UserError when the disk is full */
  add(frame: string, faces: readonly FaceRecord[]): Promise<void> {
    return this.#append({ frame, faces: faces.map(toJournalFace) });
  }

  /** Adds that the alignments file now contains all frames of the journal. */
  noteSaved(): Promise<void> {
    return this.#append({ saved: true });
  }

  /** Writes everything up to here to the disk, so that it survives a power cut. */
  async commit(): Promise<void> {
    await this.#file.datasync();
  }

  /** Returns all frames of the journal, also those without faces. */
  async readFrames(): Promise<Map<string, FrameRecord>> {
    const frames = new Map<string, FrameRecord>();
    for await (const { entry } of readEntries(this.#path, this.#task))
      if ('frame' in entry) frames.set(entry.frame, { faces: entry.faces.map(toFaceRecord), videoMeta: new Map() });
    return frames;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Deletes a closed journal. */
  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  async #append(entry: JournalEntry): Promise<void> {
    try {
      await this.#file.appendFile(`${JSON.stringify(entry)}\n`);
    } catch (error) {
      throw explainFileError(error, this.#path);
    }
  }
}

/** Reads which extraction the journal at `path` is of; undefined where it does not say so. */
export async function readExtractTask(path: string): Promise<ExtractTask | undefined> {
  for await (const { line } of readWholeLines(path)) {
    const entry = parseEntry(line);
    const task = entry && 'task' in entry ? entry.task : undefined;
    return typeof task?.input === 'string' && typeof task.output === 'string' ? task : undefined;
  }
  return undefined;
}

interface Leftovers {
  /** The length of the intact part. */
  readonly bytes: number;
  readonly finished: ReadonlyMap<string, number>;
  readonly alignmentsAreOurs: boolean;
}

async function readLeftovers(path: string, task: ExtractTask): Promise<Leftovers> {
  const finished = new Map<string, number>();
  let [bytes, alignmentsAreOurs] = [0, false];
  for await (const { entry, end } of readEntries(path, task)) {
    bytes = end;
    if ('frame' in entry) finished.set(entry.frame, entry.faces.length);
    if ('saved' in entry) alignmentsAreOurs = true;
  }
  return { bytes, finished, alignmentsAreOurs };
}

function toJournalFace({ x, y, w, h, landmarks, thumb = new Uint8Array() }: FaceRecord): JournalFace {
  return { box: [x, y, w, h], landmarks: landmarks.flat(), thumb: Buffer.from(thumb).toString('base64') };
}

function toFaceRecord({ box: [x, y, w, h], landmarks, thumb }: JournalFace): FaceRecord {
  const points = listLandmarkPairs(landmarks);
  return { x, y, w, h, landmarks: points, mask: {}, identity: {}, thumb: Buffer.from(thumb, 'base64') };
}

/**
 * Yields the entries of a journal, each with the position of its end in bytes, up to the first line that is cut off or
 * damaged; none when there is no journal, or when it is of another task.
 */
async function* readEntries(
  path: string,
  task: ExtractTask,
): AsyncGenerator<{ readonly entry: JournalEntry; readonly end: number }> {
  let first = true;
  for await (const { line, end } of readWholeLines(path)) {
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
    const { success, output } = v.safeParse(entrySchema, JSON.parse(line), { abortEarly: true });
    return success ? output : undefined;
  } catch {
    return undefined; // not JSON
  }
}

/** A thousand faces in one frame take less. */
const maxLineBytes = 16 * 2 ** 20;

/**
 * Yields the lines that end in a newline, up to one that is longer than any of this program: after the last newline there
 * may be a line that a kill cut off.
 */
async function* readWholeLines(path: string): AsyncGenerator<{ readonly line: string; readonly end: number }> {
  let pending: Buffer = Buffer.alloc(0);
  let end = 0;
  try {
    const file = await openRegularFile(path);
    for await (const chunk of file.createReadStream()) {
      pending = Buffer.concat([pending, chunk as Buffer]);
      for (let newline = pending.indexOf('\n'); newline >= 0; newline = pending.indexOf('\n')) {
        end += newline + 1;
        yield { line: pending.toString('utf8', 0, newline), end };
        pending = pending.subarray(newline + 1);
      }
      if (pending.length > maxLineBytes) return;
    }
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw error;
  }
}

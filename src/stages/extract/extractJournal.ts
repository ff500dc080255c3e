import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FrameRecord } from '../../facesets/alignments';
import type { FaceRecord } from '../../facesets/faceRecord';
import { explainFileError } from '../../files/atomicFile';
import { type ExtractTask, faceRecord, type JournalEntry, journalFace, readEntries } from './journalEntries';

/**
 * The frames that an extraction has finished, a line of JSON each, appended as it goes: what a kill leaves behind, the
 * same command continues. Memory stays flat, because the faces lie here until the alignments are written.
 */
export class ExtractJournal {
  readonly #path: string;
  readonly #task: ExtractTask;
  readonly #file: FileHandle;
  /** How many faces each frame had that an earlier run finished. */
  readonly finished: ReadonlyMap<string, number>;
  /** Whether the alignments file is what an earlier, cancelled run of this task wrote. */
  readonly alignmentsAreOurs: boolean;

  private constructor(path: string, task: ExtractTask, file: FileHandle, before: Leftovers) {
    this.#path = path;
    this.#task = task;
    this.#file = file;
    this.finished = before.finished;
    this.alignmentsAreOurs = before.alignmentsAreOurs;
  }

  /**
   * Continues the journal at `path` if it is of `task`, up to its last whole line; begins a new one otherwise.
   * @throws UserError when it cannot be written.
   */
  static async open(path: string, task: ExtractTask): Promise<ExtractJournal> {
    try {
      const before = await readLeftovers(path, task);
      await mkdir(dirname(path), { recursive: true });
      const file = await open(path, 'a');
      await file.truncate(before.bytes);
      const journal = new ExtractJournal(path, task, file, before);
      if (before.bytes === 0) await journal.#append({ task });
      return journal;
    } catch (error) {
      throw explainFileError(error, path);
    }
  }

  /** Notes that a frame is finished. @throws UserError when the disk is full. */
  add(frame: string, faces: readonly FaceRecord[]): Promise<void> {
    return this.#append({ frame, faces: faces.map(journalFace) });
  }

  /** Notes that the alignments file now holds what the journal does. */
  noteSaved(): Promise<void> {
    return this.#append({ saved: true });
  }

  /** Makes everything up to here survive a power cut. */
  async commit(): Promise<void> {
    await this.#file.datasync();
  }

  /** All frames of the journal, those without faces too. */
  async frames(): Promise<Map<string, FrameRecord>> {
    const frames = new Map<string, FrameRecord>();
    for await (const { entry } of readEntries(this.#path, this.#task))
      if ('frame' in entry) frames.set(entry.frame, { faces: entry.faces.map(faceRecord), videoMeta: {} });
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

interface Leftovers {
  /** Length of the part that is whole. */
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

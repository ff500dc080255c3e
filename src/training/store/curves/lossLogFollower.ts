import { type FileHandle, open } from 'node:fs/promises';
import { hasErrorCode } from '../../../shared/errors';
import { LossCurve } from './lossCurve';
import { LossLogParser, type LossRow } from './lossLogParser';

const pieceBytes = 1 << 20;
/** What stands before the place where reading goes on; another content there means another file. */
const anchorBytes = 64;

/** What an {@link LossLogFollower.update} brought. */
export interface LogChange {
  /** The curve is a new one: the file was written anew, or cut back. */
  readonly restarted: boolean;
  /** Lines that were new. */
  readonly rows: number;
}

/** Follows a log of losses on disk, reading only what has come since the last time; any length in the same memory. */
export class LossLogFollower {
  readonly #path: string;
  readonly #capacity: number | undefined;
  #curve: LossCurve;
  #parser: LossLogParser;
  #read = 0;
  #anchor = Buffer.alloc(0);
  #rows = 0;
  #updated: Promise<unknown> = Promise.resolve();
  #headings: { readonly offset: number; readonly text: string }[] = [];
  readonly #recent: { readonly iteration: number; readonly seconds: number }[] = [];

  constructor(path: string, capacity?: number) {
    this.#path = path;
    this.#capacity = capacity;
    this.#curve = new LossCurve(capacity);
    this.#parser = this.#newParser();
  }

  get curve(): LossCurve {
    return this.#curve;
  }

  /** Iterations a second over the last half minute of the log; undefined where there are too few. */
  get iterationsPerSecond(): number | undefined {
    const [first, last] = [this.#recent[0], this.#recent.at(-1)];
    if (!first || !last || last.seconds <= first.seconds) return undefined;
    return (last.iteration - first.iteration) / (last.seconds - first.seconds);
  }

  /** When the newest line was written, since 1970. */
  get lastSeconds(): number | undefined {
    return this.#recent.at(-1)?.seconds;
  }

  /** Reads what is new. A file that is not there yet is empty. One reading after the other, however many are asked for. */
  update(signal?: AbortSignal): Promise<LogChange> {
    const update = this.#updated.then(() => this.#update(signal));
    this.#updated = update.catch(() => undefined);
    return update;
  }

  async #update(signal?: AbortSignal): Promise<LogChange> {
    const before = this.#rows;
    const file = await openIfPresent(this.#path);
    if (!file) return { restarted: this.#restartIf(this.#read > 0), rows: 0 };
    try {
      const { size } = await file.stat();
      const restarted = this.#restartIf(size < this.#read || !(await this.#isSameFile(file)));
      await this.#readTo(file, size, signal);
      return { restarted, rows: this.#rows - (restarted ? 0 : before) };
    } finally {
      await file.close();
    }
  }

  /**
   * The iterations `first`..`last` in finer stretches than the whole curve has, read again from the file; nothing
   * where that would be more than `mostBytes`.
   */
  async readDetail(
    first: number,
    last: number,
    mostBytes: number,
    signal?: AbortSignal,
  ): Promise<LossCurve | undefined> {
    const [from, to] = [this.#curve.findOffset(first), this.#curve.findOffset(last + 2 * this.#curve.span)];
    const end = last + this.#curve.span >= this.#curve.lastIteration ? this.#read : to;
    if (end - from > mostBytes) return undefined;
    const file = await openIfPresent(this.#path);
    if (!file) return undefined;
    const curve = new LossCurve(this.#capacity);
    const heading = this.#headings.findLast(({ offset }) => offset <= from)?.text ?? '';
    const take = (row: LossRow) => {
      if (row.iteration >= first && row.iteration <= last) curve.add(row);
    };
    const parser = new LossLogParser(take, { offset: from, heading });
    try {
      for await (const piece of readPieces(file, from, end)) {
        signal?.throwIfAborted();
        parser.push(piece);
      }
    } finally {
      await file.close();
    }
    return curve;
  }

  async #readTo(file: FileHandle, size: number, signal: AbortSignal | undefined): Promise<void> {
    for await (const piece of readPieces(file, this.#read, size)) {
      signal?.throwIfAborted();
      this.#parser.push(piece);
      this.#read += piece.length;
      const tail = Buffer.concat([this.#anchor, piece.subarray(-anchorBytes)]);
      this.#anchor = Buffer.from(tail.subarray(-anchorBytes));
    }
  }

  async #isSameFile(file: FileHandle): Promise<boolean> {
    const { length } = this.#anchor;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, this.#read - length);
    return bytesRead === length && buffer.equals(this.#anchor);
  }

  #restartIf(isNeeded: boolean): boolean {
    if (!isNeeded) return false;
    this.#curve = new LossCurve(this.#capacity);
    this.#parser = this.#newParser();
    this.#read = 0;
    this.#rows = 0;
    this.#anchor = Buffer.alloc(0);
    this.#headings = [];
    this.#recent.length = 0;
    return true;
  }

  #newParser(): LossLogParser {
    return new LossLogParser((row) => {
      if (this.#headings.at(-1)?.text !== this.#parser.heading)
        this.#headings.push({ offset: row.offset, text: this.#parser.heading });
      this.#rows++;
      this.#curve.add(row);
      this.#remember(row);
    });
  }

  /** A line a second, for the pace. */
  #remember({ iteration, seconds }: LossRow): void {
    const last = this.#recent.at(-1);
    if (last && seconds - last.seconds < 1) return;
    this.#recent.push({ iteration, seconds });
    while (this.#recent.length > 2 && seconds - this.#recent[0]!.seconds > 30) this.#recent.shift();
  }
}

async function* readPieces(file: FileHandle, from: number, to: number): AsyncGenerator<Buffer> {
  for (let at = from; at < to; ) {
    const wanted = Math.min(pieceBytes, to - at);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

async function openIfPresent(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

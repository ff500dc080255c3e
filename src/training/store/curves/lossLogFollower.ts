import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openRegularFile } from '../../../files/regularFile';
import { hasErrorCode } from '../../../shared/errors';
import { LossCurve } from './lossCurve';
import { LossLogParser, type LossRow } from './lossLogParser';

const chunkBytes = 1 << 20;
/** Number of bytes before the read position that are remembered. If they change, the file was replaced. */
const anchorBytes = 64;

/** Result of {@link LossLogFollower.update}. */
export interface LogChange {
  /** Whether the curve was rebuilt because the file was replaced or truncated. */
  readonly restarted: boolean;
  /** Number of new lines. */
  readonly rows: number;
}

/** Follows a log of losses on disk. It reads only the new lines, and needs the same memory for any length. */
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
    this.#parser = this.#createParser();
  }

  get curve(): LossCurve {
    return this.#curve;
  }

  /** Iterations per second over the last half minute of the log; undefined if there are too few lines. */
  get iterationsPerSecond(): number | undefined {
    const [first, last] = [this.#recent[0], this.#recent.at(-1)];
    if (!first || !last || last.seconds <= first.seconds) return undefined;
    return (last.iteration - first.iteration) / (last.seconds - first.seconds);
  }

  /** Time of the newest line, seconds since 1970. */
  get lastSeconds(): number | undefined {
    return this.#recent.at(-1)?.seconds;
  }

  /** Reads the new lines. A missing file counts as empty. Concurrent calls run one after the other. */
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
   * Reads the iterations `first`..`last` again from the file, for a curve with shorter intervals than the whole one;
   * undefined if that would take more than `maxBytes`.
   */
  async readDetail(
    first: number,
    last: number,
    maxBytes: number,
    signal?: AbortSignal,
  ): Promise<LossCurve | undefined> {
    const [from, to] = [this.#curve.findOffset(first), this.#curve.findOffset(last + 2 * this.#curve.span)];
    const end = last + this.#curve.span >= this.#curve.lastIteration ? this.#read : to;
    if (end - from > maxBytes) return undefined;
    const file = await openIfPresent(this.#path);
    if (!file) return undefined;
    const curve = new LossCurve(this.#capacity);
    const heading = this.#headings.findLast(({ offset }) => offset <= from)?.text ?? '';
    const take = (row: LossRow) => {
      if (row.iteration >= first && row.iteration <= last) curve.add(row);
    };
    const parser = new LossLogParser(take, { offset: from, heading });
    try {
      for await (const chunk of readChunks(file, from, end)) {
        signal?.throwIfAborted();
        parser.push(chunk);
      }
    } finally {
      await file.close();
    }
    return curve;
  }

  async #readTo(file: FileHandle, size: number, signal: AbortSignal | undefined): Promise<void> {
    for await (const chunk of readChunks(file, this.#read, size)) {
      signal?.throwIfAborted();
      this.#parser.push(chunk);
      this.#read += chunk.length;
      const tail = Buffer.concat([this.#anchor, chunk.subarray(-anchorBytes)]);
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
    this.#parser = this.#createParser();
    this.#read = 0;
    this.#rows = 0;
    this.#anchor = Buffer.alloc(0);
    this.#headings = [];
    this.#recent.length = 0;
    return true;
  }

  #createParser(): LossLogParser {
    return new LossLogParser((row) => {
      if (this.#headings.at(-1)?.text !== this.#parser.heading)
        this.#headings.push({ offset: row.offset, text: this.#parser.heading });
      this.#rows++;
      this.#curve.add(row);
      this.#remember(row);
    });
  }

  /** Remembers one line per second, to compute the iterations per second. */
  #remember({ iteration, seconds }: LossRow): void {
    const last = this.#recent.at(-1);
    if (last && seconds - last.seconds < 1) return;
    this.#recent.push({ iteration, seconds });
    while (this.#recent.length > 2 && seconds - this.#recent[0]!.seconds > 30) this.#recent.shift();
  }
}

async function* readChunks(file: FileHandle, from: number, to: number): AsyncGenerator<Buffer> {
  for (let at = from; at < to; ) {
    const length = Math.min(chunkBytes, to - at);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

async function openIfPresent(path: string): Promise<FileHandle | undefined> {
  try {
    return await openRegularFile(path, { within: dirname(dirname(path)) });
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

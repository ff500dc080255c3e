import type { Readable } from 'node:stream';

/** Reads bytes of a stream whose chunks end anywhere; each method says whether the stream had that many. */
export class ChunkReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(stream: Readable) {
    this.#chunks = (stream as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  }

  /** Returns the next byte; undefined at the end. */
  async tryReadByte(): Promise<number | undefined> {
    return this.#at < this.#chunk.length || (await this.#advance()) ? this.#chunk[this.#at++] : undefined;
  }

  /** Returns a number of seven bits a byte, the highest first, where only the last byte has no top bit. */
  async readVarint(): Promise<number | undefined> {
    let value = 0;
    for (;;) {
      const byte = await this.tryReadByte();
      if (byte === undefined) return undefined;
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
  }

  async skip(count: number): Promise<boolean> {
    for (let left = count; left > 0; ) {
      if (this.#at === this.#chunk.length && !(await this.#advance())) return false;
      const part = Math.min(left, this.#chunk.length - this.#at);
      this.#at += part;
      left -= part;
    }
    return true;
  }

  /** Fills `target` from position `from` to its end. */
  async fill(target: Uint8Array, from: number): Promise<boolean> {
    for (let filled = from; filled < target.length; ) {
      if (this.#at === this.#chunk.length && !(await this.#advance())) return false;
      const part = this.#chunk.subarray(this.#at, this.#at + target.length - filled);
      target.set(part, filled);
      this.#at += part.length;
      filled += part.length;
    }
    return true;
  }

  async #advance(): Promise<boolean> {
    const { done, value } = await this.#chunks.next();
    if (done) return false;
    this.#chunk = value;
    this.#at = 0;
    return value.length > 0 || this.#advance();
  }
}

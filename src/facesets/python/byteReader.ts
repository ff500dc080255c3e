import { FormatError } from './pythonValue';

/** Reads little-endian values from bytes, one after another, and never past their end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(readBytes: Uint8Array) {
    this.#bytes = new Uint8Array(readBytes.buffer, readBytes.byteOffset, readBytes.byteLength); // a view of a Buffer would be a Buffer
    this.#view = new DataView(readBytes.buffer, readBytes.byteOffset, readBytes.byteLength);
  }

  readUint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  readUint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  readInt32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  readUint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** Reads a 64-bit count of bytes or items. */
  readLength64(): number {
    const length = this.#view.getBigUint64(this.#advance(8), true);
    if (length > BigInt(this.#bytes.length)) throw createTruncatedError();
    return Number(length);
  }

  readFloat64BigEndian(): number {
    return this.#view.getFloat64(this.#advance(8));
  }

  /** Returns the next `length` bytes as a view. */
  bytes(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  readUtf8(length: number): string {
    try {
      return decoder.decode(this.bytes(length));
    } catch (error) {
      throw error instanceof FormatError ? error : new FormatError('text that is not UTF-8');
    }
  }

  /** Reads text up to the next line feed, which is consumed but not returned. */
  readLine(): string {
    const end = this.#bytes.subarray(this.#offset, this.#offset + maxLineBytes).indexOf(0x0a);
    if (end < 0) throw new FormatError('a line without end');
    const text = this.readUtf8(end);
    this.#advance(1);
    return text;
  }

  #advance(length: number): number {
    const start = this.#offset;
    if (start + length > this.#bytes.length) throw createTruncatedError();
    this.#offset = start + length;
    return start;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const maxLineBytes = 256;

function createTruncatedError(): FormatError {
  return new FormatError('it ends too early');
}

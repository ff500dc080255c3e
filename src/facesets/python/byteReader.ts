import { FormatError } from '../formatError';

/** Little-endian values out of bytes, one after another; never reads past the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength); // a Buffer's views are Buffers
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** A 64-bit count of bytes or items. */
  length64(): number {
    const length = this.#view.getBigUint64(this.#advance(8), true);
    if (length > BigInt(this.#bytes.length)) throw endsEarly();
    return Number(length);
  }

  float64BigEndian(): number {
    return this.#view.getFloat64(this.#advance(8));
  }

  /** The next `length` bytes, as a view. */
  bytes(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  utf8(length: number): string {
    try {
      return decoder.decode(this.bytes(length));
    } catch (error) {
      throw error instanceof FormatError ? error : new FormatError('text that is not UTF-8');
    }
  }

  /** Text up to the next newline, without it. */
  line(): string {
    const end = this.#bytes.subarray(this.#offset, this.#offset + longestLine).indexOf(0x0a);
    if (end < 0) throw new FormatError('a line without end');
    const text = this.utf8(end);
    this.#advance(1);
    return text;
  }

  #advance(length: number): number {
    const start = this.#offset;
    if (start + length > this.#bytes.length) throw endsEarly();
    this.#offset = start + length;
    return start;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const longestLine = 256;

function endsEarly(): FormatError {
  return new FormatError('it ends too early');
}

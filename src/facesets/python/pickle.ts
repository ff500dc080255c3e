import type { NumpyElementType, PythonValue, PythonWritable } from './pythonValue';
import { NumpyArray, NumpyScalar, PythonEntries, PythonFloat, PythonTuple } from './pythonValue';

/** Deeper than any data of this program; stops a cycle before it fills the memory. */
const maxDepth = 64;

/**
 * Returns a pickle of protocol 4 (Python 3.4 and later) that contains only builtin types, so that loading it runs no
 * code; only what was read as numpy's is written as numpy's again. Equal strings are stored once, as Python does; the optional frames are not used.
 */
export function pickle(value: PythonWritable): Uint8Array {
  const pickler = new Pickler();
  pickler.out.writeUint8(0x80).writeUint8(4); // PROTO
  pickler.write(value, 0);
  return pickler.out.writeUint8(0x2e).finish(); // STOP
}

class Pickler {
  readonly out = new ByteWriter();
  readonly #memo = new Map<string, number>();

  write(value: PythonWritable, depth: number): void {
    if (depth > maxDepth) throw new Error('Data nested too deep to be pickled');
    if (value === null)
      this.out.writeUint8(0x4e); // NONE
    else if (typeof value === 'boolean')
      this.out.writeUint8(value ? 0x88 : 0x89); // NEWTRUE, NEWFALSE
    else if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'bigint') this.#long(value);
    else if (typeof value === 'string') this.#text(value);
    else if (value instanceof PythonFloat) this.#float(value.value);
    else if (value instanceof Uint8Array) this.#bytes(value);
    else if (value instanceof Float64Array) this.#list(value, (item) => this.#float(item));
    else if (value instanceof PythonTuple) this.#tuple(value.items, depth);
    else if (value instanceof NumpyArray) this.#numpyArray(value);
    else if (value instanceof NumpyScalar) this.#numpyScalar(value);
    else if (Array.isArray(value)) this.#list(value as PythonWritable[], (item) => this.write(item, depth + 1));
    else if (value instanceof PythonEntries) this.#dict(value.entries, depth);
    else this.#dict(value as ReadonlyMap<PythonValue, PythonWritable>, depth);
  }

  #number(value: number): void {
    if (!Number.isInteger(value)) this.#float(value);
    else if (value >= 0 && value < 0x100)
      this.out.writeUint8(0x4b).writeUint8(value); // BININT1
    else if (value >= 0 && value < 0x10000)
      this.out.writeUint8(0x4d).writeUint16(value); // BININT2
    else if (value >= -0x80000000 && value < 0x80000000)
      this.out.writeUint8(0x4a).writeInt32(value); // BININT
    else this.#long(BigInt(value));
  }

  #long(value: bigint): void {
    const magnitude = value < 0n ? -value - 1n : value;
    const length = Math.floor(magnitude.toString(2).length / 8) + 1;
    const hex = BigInt.asUintN(8 * length, value)
      .toString(16)
      .padStart(2 * length, '0');
    this.out.writeUint8(0x8b).writeUint32(length).writeBytes(Buffer.from(hex, 'hex').reverse()); // LONG4
  }

  #float(value: number): void {
    this.out.writeUint8(0x47).writeFloat64BigEndian(value); // BINFLOAT
  }

  #text(value: string): void {
    const known = this.#memo.get(value);
    if (known !== undefined) {
      this.out.writeUint8(0x6a).writeUint32(known); // LONG_BINGET
      return;
    }
    const bytes = Buffer.from(value, 'utf8');
    this.out.writeUint8(0x58).writeUint32(bytes.length).writeBytes(bytes).writeUint8(0x94); // BINUNICODE, MEMOIZE
    this.#memo.set(value, this.#memo.size);
  }

  #bytes(value: Uint8Array): void {
    this.out.writeUint8(0x42).writeUint32(value.length).writeBytes(value); // BINBYTES
  }

  #list<T>(items: Iterable<T>, writeItem: (item: T) => void): void {
    this.out.writeUint8(0x5d).writeUint8(0x28); // EMPTY_LIST, MARK
    for (const item of items) writeItem(item);
    this.out.writeUint8(0x65); // APPENDS
  }

  #tuple(items: readonly PythonWritable[], depth: number): void {
    this.out.writeUint8(0x28); // MARK
    for (const item of items) this.write(item, depth + 1);
    this.out.writeUint8(0x74); // TUPLE
  }

  /** Writes an array the way `ndarray.__reduce__` describes it: an empty one, then its state. */
  #numpyArray({ core, type, shape, isColumnMajor, data }: NumpyArray): void {
    this.#global(`${core}.multiarray`, '_reconstruct');
    this.#global('numpy', 'ndarray');
    this.#tuple([0], 0);
    this.#bytes(Buffer.from('b'));
    this.out.writeUint8(0x87).writeUint8(0x52); // TUPLE3, REDUCE
    this.out.writeUint8(0x28).writeUint8(0x4b).writeUint8(1); // MARK, BININT1: the version of the state
    this.#tuple(shape, 0);
    this.#numpyType(type);
    this.write(isColumnMajor, 0);
    this.#bytes(data);
    this.out.writeUint8(0x74).writeUint8(0x62); // TUPLE, BUILD
  }

  #numpyScalar({ core, type, data }: NumpyScalar): void {
    this.#global(`${core}.multiarray`, 'scalar');
    this.#numpyType(type);
    this.#bytes(data);
    this.out.writeUint8(0x86).writeUint8(0x52); // TUPLE2, REDUCE
  }

  #numpyType({ code, byteOrder }: NumpyElementType): void {
    this.#global('numpy', 'dtype');
    this.#tuple([code, false, true], 0);
    this.out.writeUint8(0x52); // REDUCE
    this.#tuple([3, byteOrder, null, null, null, -1, -1, 0], 0);
    this.out.writeUint8(0x62); // BUILD
  }

  #global(module: string, name: string): void {
    this.out.writeUint8(0x63).writeBytes(Buffer.from(`${module}\n${name}\n`)); // GLOBAL
  }

  /** Writes entry by entry instead of all under one mark, which keeps Python's stack small for a long dict. */
  #dict(entries: Iterable<readonly [PythonValue, PythonWritable]>, depth: number): void {
    this.out.writeUint8(0x7d); // EMPTY_DICT
    for (const [key, value] of entries) {
      this.write(key, depth + 1);
      this.write(value, depth + 1);
      this.out.writeUint8(0x73); // SETITEM
    }
  }
}

/** A growing buffer of little-endian values. */
class ByteWriter {
  #bytes = Buffer.alloc(65536);
  #length = 0;

  writeUint8(value: number): this {
    const at = this.#reserve(1);
    this.#bytes[at] = value;
    return this;
  }

  writeUint16(value: number): this {
    const at = this.#reserve(2);
    this.#bytes.writeUInt16LE(value, at);
    return this;
  }

  writeInt32(value: number): this {
    const at = this.#reserve(4);
    this.#bytes.writeInt32LE(value, at);
    return this;
  }

  writeUint32(value: number): this {
    const at = this.#reserve(4);
    this.#bytes.writeUInt32LE(value, at);
    return this;
  }

  writeFloat64BigEndian(value: number): this {
    const at = this.#reserve(8);
    this.#bytes.writeDoubleBE(value, at);
    return this;
  }

  writeBytes(value: Uint8Array): this {
    const at = this.#reserve(value.length);
    this.#bytes.set(value, at);
    return this;
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Reserves `count` more bytes and returns their offset. */
  #reserve(count: number): number {
    const start = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(2 * this.#bytes.length, this.#length));
      larger.set(this.#bytes.subarray(0, start));
      this.#bytes = larger;
    }
    return start;
  }
}

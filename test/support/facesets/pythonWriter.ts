/**
 * Writes Python values as CPython does, for tests of reading: pickles with the operations that Python's own pickler
 * emits, and texts of `repr`. Shares no code with `src/facesets/python`.
 */

/** An int; plain numbers are floats. */
export class Int {
  constructor(readonly value: number) {}
}

export class NumpyArray {
  /** @param type such as `f4`; little-endian */
  constructor(
    readonly type: string,
    readonly shape: readonly number[],
    readonly bytes: Uint8Array,
  ) {}
}

export interface PythonRecord {
  readonly [key: string]: Python;
}

export type Python = string | number | boolean | Int | Uint8Array | NumpyArray | readonly Python[] | PythonRecord;

/** Pickles by protocol 4, today's default, or 2, which old files have. numpy arrays are written by protocol 2 only. */
export function pickleLikePython(value: Python, protocol: 2 | 4): Buffer {
  const parts: Buffer[] = [];
  const memo = new Map<string, number>();
  let memoized = 0;
  const emit = (...bytes: (number | Buffer | string)[]) =>
    parts.push(
      ...bytes.map((each) => (typeof each === 'number' ? Buffer.of(each) : Buffer.from(each as string, 'latin1'))),
    );
  const uint32 = (number: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(number);
    return bytes;
  };
  const memoize = () => {
    if (protocol === 4) emit('\x94');
    else emit('r', uint32(memoized));
    return memoized++;
  };

  const writeText = (text: string) => {
    const known = memo.get(text);
    if (known !== undefined) return known < 256 ? emit('h', known) : emit('j', uint32(known));
    const bytes = Buffer.from(text);
    if (protocol === 4 && bytes.length < 256) emit('\x8c', bytes.length, bytes);
    else emit('X', uint32(bytes.length), bytes);
    memo.set(text, memoize());
    return undefined;
  };
  const writeInt = (number: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(number);
    if (number >= 0 && number < 256) emit('K', number);
    else if (number >= 0 && number < 65536) emit('M', bytes.subarray(0, 2));
    else emit('J', bytes);
  };
  const writeBytes = (bytes: Uint8Array) => {
    if (protocol === 4) {
      if (bytes.length < 256) emit('C', bytes.length, Buffer.from(bytes));
      else emit('B', uint32(bytes.length), Buffer.from(bytes));
      memoize();
      return;
    }
    emit('c_codecs\nencode\n');
    const text = Buffer.from(Buffer.from(bytes).toString('latin1'));
    emit('X', uint32(text.length), text);
    writeText('latin1');
    emit('\x86R');
  };
  const writeArray = ({ type, shape, bytes }: NumpyArray) => {
    emit('cnumpy.core.multiarray\n_reconstruct\n', 'cnumpy\nndarray\n', 'K\x00\x85');
    writeBytes(Buffer.from('b'));
    emit('\x87R', '(K\x01', '(');
    for (const extent of shape) writeInt(extent);
    emit('t', 'cnumpy\ndtype\n');
    writeText(type);
    emit('\x89\x88\x87R', '(K\x03');
    writeText('<');
    emit('NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb', '\x89');
    writeBytes(bytes);
    emit('tb');
  };
  const write = (item: Python): void => {
    if (typeof item === 'string') writeText(item);
    else if (typeof item === 'boolean') emit(item ? '\x88' : '\x89');
    else if (item instanceof Int) writeInt(item.value);
    else if (item instanceof Uint8Array) writeBytes(item);
    else if (item instanceof NumpyArray) writeArray(item);
    else if (typeof item === 'number') {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleBE(item);
      emit('G', bytes);
    } else if (Array.isArray(item)) {
      emit(']');
      memoize();
      emit('(');
      for (const each of item as readonly Python[]) write(each);
      emit('e');
    } else {
      emit('}');
      memoize();
      emit('(');
      for (const [key, each] of Object.entries(item)) {
        writeText(key);
        write(each);
      }
      emit('u');
    }
  };

  emit('\x80', protocol);
  write(value);
  emit('.');
  return Buffer.concat(parts);
}

/** The text of Python's `repr`, for numbers between 1e-4 and 1e16 and texts without quotes and control characters. */
export function reprLikePython(value: Python): string {
  if (value instanceof NumpyArray) throw new Error('an array has no literal');
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Number.isInteger(value) ? `${value}.0` : String(value);
  if (value instanceof Int) return String(value.value);
  if (value instanceof Uint8Array) return reprBytes(value);
  if (Array.isArray(value)) return `[${value.map(reprLikePython).join(', ')}]`;
  const entries = Object.entries(value as PythonRecord);
  return `{${entries.map(([key, item]) => `'${key}': ${reprLikePython(item)}`).join(', ')}}`;
}

/** Bytes stand in double quotes only if they contain single quotes and no double ones. */
function reprBytes(bytes: Uint8Array): string {
  const quote = bytes.includes(39) && !bytes.includes(34) ? '"' : "'";
  const short: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' };
  const escaped = Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    if (character === quote) return `\\${quote}`;
    if (short[character]) return short[character];
    return byte >= 32 && byte < 127 ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `b${quote}${escaped.join('')}${quote}`;
}

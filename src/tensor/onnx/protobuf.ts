/**
 * Protocol Buffers' wire format, as far as ONNX models and TensorBoard events need it.
 * https://protobuf.dev/programming-guides/encoding/
 */

/** Writes the fields of a message. */
export class ProtobufWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** Adds a varint field. Negative numbers are written like int64, as 64-bit two's complement. */
  int(field: number, value: number | bigint): this {
    return this.#push(varint((field << 3) | 0)).#push(varint(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#push(varint((field << 3) | 5)).#push(bytes);
  }

  double(field: number, value: number): this {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    return this.#push(varint((field << 3) | 1)).#push(bytes);
  }

  /** Adds a length-delimited field: bytes, UTF-8 text or an embedded message. */
  bytes(field: number, value: Uint8Array | string | ProtobufWriter): this {
    const parts =
      value instanceof ProtobufWriter ? value.#parts : [typeof value === 'string' ? utf8.encode(value) : value];
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    this.#push(varint((field << 3) | 2)).#push(varint(length));
    for (const part of parts) this.#push(part);
    return this;
  }

  /** Adds repeated integers in one packed field. */
  packedInts(field: number, values: readonly (number | bigint)[]): this {
    const packed = new ProtobufWriter();
    for (const value of values) packed.#push(varint(value));
    return this.bytes(field, packed);
  }

  finish(): Uint8Array {
    const whole = new Uint8Array(this.#length);
    let offset = 0;
    for (const part of this.#parts) {
      whole.set(part, offset);
      offset += part.length;
    }
    return whole;
  }

  #push(part: Uint8Array): this {
    this.#parts.push(part);
    this.#length += part.length;
    return this;
  }
}

const utf8 = new TextEncoder();

function varint(value: number | bigint): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

/** One field of a message. */
export type ProtobufField =
  | { readonly number: number; readonly kind: 'varint'; readonly value: bigint }
  /** Length-delimited content, or the bytes of a fixed-size number. */
  | { readonly number: number; readonly kind: 'bytes' | 'fixed'; readonly value: Uint8Array };

/** Says why bytes are not a message. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

const fixedLengths: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** Yields the fields of a message in order. Their values are views of `bytes`. @throws ProtobufError during iteration */
export function* readProtobufFields(bytes: Uint8Array): Generator<ProtobufField> {
  let offset = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[offset++];
      if (byte === undefined) throw new ProtobufError('the message ends within a number');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new ProtobufError('a number has more than ten bytes');
  };
  const take = (length: bigint): Uint8Array => {
    if (length > BigInt(bytes.length - offset)) throw new ProtobufError('the message ends within a field');
    offset += Number(length);
    return bytes.subarray(offset - Number(length), offset);
  };
  while (offset < bytes.length) {
    const key = varint();
    const [number, wire] = [Number(key >> 3n), Number(key & 7n)];
    if (number === 0) throw new ProtobufError('a field has the number 0');
    if (wire === 0) yield { number, kind: 'varint', value: varint() };
    else if (wire === 2) yield { number, kind: 'bytes', value: take(varint()) };
    else if (fixedLengths[wire]) yield { number, kind: 'fixed', value: take(BigInt(fixedLengths[wire])) };
    else throw new ProtobufError(`a field is of the unknown kind ${wire}`);
  }
}

/** Yields the integers of a repeated int64 field, which may be packed. */
export function* readSignedIntegers(field: ProtobufField): Generator<number> {
  if (field.kind === 'varint') yield signed(field.value);
  else if (field.kind === 'bytes') for (const value of packedVarints(field.value)) yield signed(value);
}

/** Yields the numbers of a packed field: varints without keys. */
function* packedVarints(bytes: Uint8Array): Generator<bigint> {
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80 && shift < 70n) continue;
    yield BigInt.asUintN(64, value);
    [value, shift] = [0n, 0n];
  }
  if (shift > 0n) throw new ProtobufError('a list ends within a number');
}

function signed(value: bigint): number {
  return Number(BigInt.asIntN(64, value));
}

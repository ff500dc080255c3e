/** The little of Protocol Buffers' wire format that an ONNX model needs. https://protobuf.dev/programming-guides/encoding/ */
export class ProtobufWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** A varint field; negative numbers are written in two's complement over 64 bits, as int64 is. */
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

  /** A length-delimited field: bytes, UTF-8 text or an embedded message. */
  bytes(field: number, value: Uint8Array | string | ProtobufWriter): this {
    const parts =
      value instanceof ProtobufWriter ? value.#parts : [typeof value === 'string' ? utf8.encode(value) : value];
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    this.#push(varint((field << 3) | 2)).#push(varint(length));
    for (const part of parts) this.#push(part);
    return this;
  }

  /** Repeated integers in one packed field. */
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

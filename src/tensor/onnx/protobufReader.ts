/** One field of a message in Protocol Buffers' wire format. https://protobuf.dev/programming-guides/encoding/ */
export type ProtobufField =
  | { readonly number: number; readonly kind: 'varint'; readonly value: bigint }
  /** Length-delimited content, or the bytes of a fixed-size number. */
  | { readonly number: number; readonly kind: 'bytes' | 'fixed'; readonly value: Uint8Array };

/** What is wrong with bytes that were to be a message. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufFault';
}

const fixedLengths: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** The fields of a message one after another; the values are views. @throws ProtobufFault while they are taken */
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

/** The integers of repeated int64 fields, each written on its own or packed. */
export function* readSignedIntegers(field: ProtobufField): Generator<number> {
  if (field.kind === 'varint') yield signed(field.value);
  else if (field.kind === 'bytes') for (const value of packedVarints(field.value)) yield signed(value);
}

/** A packed field is varints without keys. */
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

import { crc32c } from './crc32c';

/**
 * A record as TensorFlow's files frame it: length (uint64), its checksum, the content, its checksum, all little-endian.
 * https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
 */
export function encodeRecord(content: Uint8Array): Uint8Array {
  const record = Buffer.alloc(12 + content.length + 4);
  record.writeBigUInt64LE(BigInt(content.length), 0);
  record.writeUInt32LE(computeMaskedCrc(record.subarray(0, 8)), 8);
  record.set(content, 12);
  record.writeUInt32LE(computeMaskedCrc(content), 12 + content.length);
  return record;
}

/** The checksum, turned and shifted so that records within records do not check by chance. */
function computeMaskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

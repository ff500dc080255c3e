/** The remainders of all bytes, of the polynomial of Castagnoli in reversed bit order (RFC 3720, section B.4). */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0x82f63b78 : 0);
  return remainder >>> 0;
});

/** CRC-32C, 0..2^32-1. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ remainders[(crc ^ byte) & 0xff]!;
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * The bits of numbers as IEEE 754 binary16, each the nearest, halfway ones to even; what is too large becomes infinite.
 * Half of a binary32's bits move over as they are: adding what is cut off to what stays rounds on its own, also from a
 * fraction into the next exponent.
 */
export function encodeFloat16(numbers: Float32Array): Uint16Array {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  return Uint16Array.from(bits, (word) => ((word >>> 16) & 0x8000) | magnitudeOf(word & 0x7fffffff));
}

const infinite = 0x7c00;

function magnitudeOf(word: number): number {
  if (word > 0x7f800000) return infinite + 0x200; // not a number
  if (word >= 0x47800000) return infinite; // 65536 and more
  if (word < 0x38800000) return roundToSubnormal(word);
  const rebased = word - 0x38000000; // exponents count from -14 instead of -126
  return (rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13;
}

/** Below 2^-14 a float16 counts in steps of 2^-24. */
function roundToSubnormal(word: number): number {
  const exponent = word >>> 23;
  if (exponent < 102) return 0; // below half a step
  const fraction = (word & 0x7fffff) | 0x800000;
  const shift = 126 - exponent;
  const floor = fraction >>> shift;
  const rest = fraction & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && floor % 2 === 1) ? floor + 1 : floor;
}

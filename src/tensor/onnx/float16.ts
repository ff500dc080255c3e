/**
 * Returns the bits of numbers as IEEE 754 binary16, rounded to nearest, ties to even. Numbers that are too large become
 * infinite. The exponent and the upper bits of the fraction keep their order, so that rounding is one integer addition,
 * which also carries from the fraction into the exponent.
 */
export function encodeFloat16(numbers: Float32Array): Uint16Array {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  return Uint16Array.from(bits, (word) => ((word >>> 16) & 0x8000) | roundMagnitude(word & 0x7fffffff));
}

const infinite = 0x7c00;

function roundMagnitude(word: number): number {
  if (word > 0x7f800000) return infinite + 0x200; // not a number
  if (word >= 0x47800000) return infinite; // 65536 and more
  if (word < 0x38800000) return roundToSubnormal(word);
  const rebased = word - 0x38000000; // exponents count from -14 instead of -126
  return (rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13;
}

/** Returns the bits of a number below 2^-14, where float16 numbers are multiples of 2^-24. */
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

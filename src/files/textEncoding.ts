import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';

/** Bytes at the start of a text in which every second one is zero where it is in UTF-16 without a mark. */
const searchedBytes = 256;

/**
 * Decodes a text in UTF-8, with or without a mark at its start.
 * @throws UserError when it is in UTF-16, as Windows' Notepad can save one
 */
export function decodeText(bytes: Uint8Array, path: string): string {
  const hasMark = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (hasMark || hasZeroAtEverySecond(bytes.subarray(0, searchedBytes & ~1)))
    throw new UserError(t('{0} is in UTF-16, which is not read here. Save it as UTF-8.', path));
  return new TextDecoder().decode(bytes);
}

/** Returns whether most characters are ASCII in UTF-16. */
function hasZeroAtEverySecond(bytes: Uint8Array): boolean {
  const countZeros = (first: number) => bytes.filter((byte, i) => i % 2 === first && byte === 0).length;
  const [even, odd] = [countZeros(0), countZeros(1)];
  return bytes.length >= 4 && Math.min(even, odd) === 0 && Math.max(even, odd) > bytes.length / 4;
}

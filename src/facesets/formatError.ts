/** Data that is not in the format it should be in; says what is wrong, not in which file. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}

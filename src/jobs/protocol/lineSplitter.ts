import { StringDecoder } from 'node:string_decoder';

/** Makes lines of UTF-8 that arrives in pieces. */
export class LineSplitter {
  readonly #longest: number;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** @param longest characters of a line */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** The lines that `piece` completes; undefined once a line is too long, after which nothing can be made of the rest. */
  push(piece: Uint8Array): string[] | undefined {
    const lines = (this.#rest + this.#decoder.write(piece)).split('\n');
    this.#rest = lines.pop() ?? '';
    const isTooLong = [...lines, this.#rest].some(({ length }) => length > this.#longest);
    return isTooLong ? undefined : lines;
  }
}

/** One line of a log of losses. The arrays are reused for the next line. */
export interface LossRow {
  readonly iteration: number;
  /** Seconds since 1970. */
  readonly seconds: number;
  /** Names of the losses; the same array until the next heading. */
  readonly names: readonly string[];
  readonly values: Float64Array;
  /** File offsets, in bytes, of this line and of the next one. */
  readonly offset: number;
  readonly end: number;
}

const [newline, carriageReturn, comma, dot, minus, plus] = [10, 13, 44, 46, 45, 43];
const [smallE, largeE, zero, nine] = [101, 69, 48, 57];
const headingStart = 'iteration,seconds,';
/** Longest line that is accepted, bytes. */
const maxLineBytes = 8192;
const maxLosses = 64;
const powersOfTen = Array.from({ length: 23 }, (_, i) => 10 ** i);

/**
 * Parses a log of losses from chunks that may end anywhere. The lines hold `iteration,seconds,loss_a,loss_b` and further
 * losses; a heading may be repeated with other columns. Other lines are ignored.
 */
export class LossLogParser {
  readonly #onRow: (row: LossRow) => void;
  #offset: number;
  #rest: Uint8Array = new Uint8Array();
  #names: readonly string[] = [];
  #values = new Float64Array();

  /** @param heading heading of the first line, when reading begins in the middle of a file, at byte `offset` */
  constructor(onRow: (row: LossRow) => void, { offset = 0, heading = '' } = {}) {
    this.#onRow = onRow;
    this.#offset = offset;
    if (heading) this.#takeHeading(heading);
  }

  /** The last heading, without its line break; empty before the first one. */
  get heading(): string {
    return this.#names.length > 0 ? headingStart + this.#names.join(',') : '';
  }

  /** File offset of the first line that is not complete yet. */
  get offset(): number {
    return this.#offset;
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#rest.length > 0 ? concatBytes(this.#rest, chunk) : chunk;
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      this.#takeLine(bytes, start, end, this.#offset + start);
      start = end + 1;
    }
    this.#offset += start;
    this.#rest = bytes.slice(start);
    if (this.#rest.length > maxLineBytes) this.#dropRest();
  }

  #dropRest(): void {
    this.#offset += this.#rest.length;
    this.#rest = new Uint8Array();
  }

  #takeLine(bytes: Uint8Array, start: number, lineEnd: number, offset: number): void {
    const end = bytes[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
    const first = bytes[start]!;
    if (first >= zero && first <= nine) this.#takeRow(bytes, start, end, offset, offset + lineEnd + 1 - start);
    else if (end - start < maxLineBytes) this.#takeHeading(decodeLatin1(bytes.subarray(start, end)));
  }

  #takeHeading(line: string): void {
    if (!line.startsWith(headingStart)) return;
    const names = line.slice(headingStart.length).split(',');
    if (names.length > maxLosses || !names.every((name) => /^[\w.-]{1,64}$/.test(name))) return;
    this.#names = names;
    this.#values = new Float64Array(names.length);
  }

  #takeRow(bytes: Uint8Array, start: number, end: number, offset: number, next: number): void {
    const iterationEnd = findFieldEnd(bytes, start, end);
    const secondsEnd = findFieldEnd(bytes, iterationEnd + 1, end);
    const iteration = parseDecimal(bytes, start, iterationEnd);
    const seconds = parseDecimal(bytes, iterationEnd + 1, secondsEnd);
    if (!Number.isSafeInteger(iteration) || iteration < 1 || !Number.isFinite(seconds)) return;
    let at = secondsEnd + 1;
    for (let i = 0; i < this.#values.length; i++) {
      const to = Math.min(end, findFieldEnd(bytes, at, end));
      this.#values[i] = at < to ? parseDecimal(bytes, at, to) : Number.NaN;
      at = to + 1;
    }
    this.#onRow({ iteration, seconds, names: this.#names, values: this.#values, offset, end: next });
  }
}

function findFieldEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== comma) at++;
  return at;
}

/** Parses a decimal number in ASCII; NaN for anything else. Several times as fast as Number() of a string. */
export function parseDecimal(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === minus;
  if (negative) at++;
  let mantissa = 0;
  let digits = 0;
  let decimals = -1;
  for (; at < end; at++) {
    const sign = bytes[at]!;
    if (sign >= zero && sign <= nine) {
      mantissa = mantissa * 10 + (sign - zero);
      digits++;
      if (decimals >= 0) decimals++;
    } else if (sign === dot && decimals < 0) decimals = 0;
    else break;
  }
  const isPlain = at === end && digits > 0 && digits <= 15;
  if (!isPlain) return parseUnusual(bytes, start, end);
  const value = decimals > 0 ? mantissa / powersOfTen[decimals]! : mantissa;
  return negative ? -value : value;
}

/** Parses a number with an exponent, or with more digits than a float64 has. */
function parseUnusual(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const sign = bytes[at]!;
    const isKnown = (sign >= zero && sign <= nine) || [dot, minus, plus, smallE, largeE].includes(sign);
    if (!isKnown) return Number.NaN;
  }
  return end > start && end - start < 64 ? Number(decodeLatin1(bytes.subarray(start, end))) : Number.NaN;
}

function decodeLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function concatBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

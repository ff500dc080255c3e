import type { PythonValue } from './pythonValue';
import { createPythonFloat, FormatError, narrowInteger, PythonTuple } from './pythonValue';

const maxDepth = 64;
/** Longer numbers are not valid data, and converting text to long integers takes quadratic time. */
const maxNumberLength = 400;
/** Integers with fewer characters are exact as numbers. */
const safeDigits = 16;

/**
 * Parses a literal of builtin types as Python's `repr` writes and `ast.literal_eval` reads it: dict, list, tuple, str,
 * bytes, int, float, True, False, None.
 * @throws FormatError
 */
export function parsePythonLiteral(text: string): PythonValue {
  const parser = new LiteralParser(text);
  const value = parser.parseValue(0);
  parser.requireEnd();
  return value;
}

class LiteralParser {
  #offset = 0;

  constructor(readonly text: string) {}

  parseValue(depth: number): PythonValue {
    if (depth > maxDepth) throw this.#error('nested too deep');
    this.#skipSpace();
    const next = this.text[this.#offset] ?? '';
    if (next === '{') return this.#dict(depth);
    if (next === '[') return this.#items('[', ']', depth).items;
    if (next === '(') return this.#tuple(depth);
    if (next === "'" || next === '"') return this.#string();
    if (next === 'b' && /['"]/.test(this.text[this.#offset + 1] ?? '')) return this.#bytes();
    if (numberStarts.has(next)) return this.#number();
    return this.#word();
  }

  requireEnd(): void {
    this.#skipSpace();
    if (this.#offset < this.text.length) throw this.#error('text after the end');
  }

  #dict(depth: number): Map<PythonValue, PythonValue> {
    const dict = new Map<PythonValue, PythonValue>();
    this.#expect('{');
    while (!this.#take('}')) {
      const key = this.parseValue(depth + 1);
      this.#expect(':');
      dict.set(key, this.parseValue(depth + 1));
      if (!this.#take(',')) {
        this.#expect('}');
        break;
      }
    }
    return dict;
  }

  #items(open: string, close: string, depth: number): { items: PythonValue[]; comma: boolean } {
    const items: PythonValue[] = [];
    let comma = false;
    this.#expect(open);
    while (!this.#take(close)) {
      items.push(this.parseValue(depth + 1));
      comma = this.#take(',');
      if (!comma) {
        this.#expect(close);
        break;
      }
    }
    return { items, comma };
  }

  /** Parses a tuple; parentheses around one value without a comma are only parentheses. */
  #tuple(depth: number): PythonValue {
    const { items, comma } = this.#items('(', ')', depth);
    return items.length === 1 && !comma ? items[0]! : new PythonTuple(items);
  }

  #number(): PythonValue {
    const text = this.#match(numberPattern) ?? '';
    if (text === '' || text.length > maxNumberLength) throw this.#error('a number that is none');
    if (/[.eE]/.test(text)) return createPythonFloat(Number(text));
    return text.length < safeDigits ? Number(text) + 0 : narrowInteger(BigInt(text.replace(/^\+/, ''))); // avoids minus zero
  }

  #word(): PythonValue {
    const word = this.#match(wordPattern);
    if (word === 'True') return true;
    if (word === 'False') return false;
    if (word === 'None') return null;
    throw this.#error('not a value');
  }

  #string(): string {
    return this.#quoted(stringEscape);
  }

  #bytes(): Uint8Array {
    this.#offset++;
    const text = this.#quoted(bytesEscape);
    if (wide.test(text)) throw this.#error('bytes beyond 255');
    return Uint8Array.from(Buffer.from(text, 'latin1'));
  }

  /** Returns the content between quotes with its escapes, which `escapes` matches, resolved. */
  #quoted(escapes: RegExp): string {
    const quote = this.text[this.#offset++]!;
    const parts: string[] = [];
    for (;;) {
      const plain = this.#match(quote === "'" ? plainSingle : plainDouble);
      if (plain) parts.push(plain);
      if (this.#takeExactly(quote)) return parts.join('');
      const escaped = this.#match(escapes);
      if (!escaped) throw this.#error('text without end');
      parts.push(this.#unescape(escaped));
    }
  }

  #unescape(escaped: string): string {
    const letter = escaped[1]!;
    if (!/[xuU]/.test(letter)) return shortEscapes.get(letter)!;
    const code = Number.parseInt(escaped.slice(2), 16);
    if (code > 0x10ffff) throw this.#error('a character that does not exist');
    return String.fromCodePoint(code);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset;
    const found = pattern.exec(this.text)?.[0];
    if (found) this.#offset += found.length;
    return found;
  }

  #skipSpace(): void {
    while (isSpace(this.text.charCodeAt(this.#offset))) this.#offset++;
  }

  #take(character: string): boolean {
    this.#skipSpace();
    return this.#takeExactly(character);
  }

  #takeExactly(character: string): boolean {
    if (this.text[this.#offset] !== character) return false;
    this.#offset++;
    return true;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw this.#error(`"${character}" is missing`);
  }

  #error(what: string): FormatError {
    return new FormatError(`${what} at character ${this.#offset}`);
  }
}

const numberStarts: ReadonlySet<string> = new Set('-+.0123456789');
const wordPattern = /[A-Za-z]{1,5}/y;
const numberPattern = /[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/y;
const plainSingle = /[^'\\\n]+/y;
const plainDouble = /[^"\\\n]+/y;
const bytesEscape = /\\(?:[\\'"nrtabfv]|x[0-9a-fA-F]{2})/y;
const stringEscape = /\\(?:[\\'"nrtabfv]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/y;
const wide = /[\u0100-\uffff]/;

/** Returns whether a code is that of a space, tab, line feed or carriage return. */
function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
]);

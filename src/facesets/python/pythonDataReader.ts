import { buildNestedLists, countElements, readNumpyScalar } from './numpyArray';
import type { PythonDict, PythonValue } from './pythonValue';
import { FormatError, NumpyArray, NumpyScalar, PythonFloat, PythonTuple } from './pythonValue';

const maxDepth = 32;

/**
 * Reads values of expected types from the content of a pickle or a literal.
 *
 * A pickle may reference one list a million times, so that a copy of its content could fill the memory. Valid data has at
 * least one byte for each value: `budget`, the size of the file, limits how many values are read.
 */
export class PythonDataReader {
  /** What is kept as it was read has its own: the same data is read and kept. */
  #copyBudget: number;

  constructor(private budget: number) {
    this.#copyBudget = budget;
  }

  readDict(value: unknown, what: string): ReadonlyMap<unknown, unknown> {
    if (value instanceof Map) return value;
    throw new FormatError(`${what} is no dict`);
  }

  readList(value: unknown, what: string): readonly unknown[] {
    if (value instanceof NumpyArray) {
      this.#spend(countElements(value.shape));
      return buildNestedLists(value);
    }
    const items: unknown = value instanceof PythonTuple ? value.items : value;
    if (!Array.isArray(items)) throw new FormatError(`${what} is no list`);
    this.#spend(items.length);
    return items;
  }

  readText(value: unknown, what: string): string {
    if (typeof value === 'string') return value;
    throw new FormatError(`${what} is no text`);
  }

  readNumber(value: unknown, what: string): number {
    if (value instanceof NumpyScalar) return this.readNumber(readNumpyScalar(value), what);
    const number = value instanceof PythonFloat ? value.value : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw new FormatError(`${what} is no number`);
  }

  readInteger(value: unknown, what: string): number {
    return Math.round(this.readNumber(value, what));
  }

  readNumbers(value: unknown, what: string): number[] {
    return this.readList(value, what).map((item) => this.readNumber(item, what));
  }

  /** Reads a list of lists of numbers. */
  readRows(value: unknown, what: string): number[][] {
    return this.readList(value, what).map((row) => this.readNumbers(row, what));
  }

  /** Reads bytes, or a list of numbers 0 to 255; returns a copy, so that the memory of the file can be freed. */
  readBytes(value: unknown, what: string): Uint8Array {
    if (!(value instanceof Uint8Array)) return Uint8Array.from(this.readNumbers(value, what));
    this.#spend(value.length);
    return Uint8Array.from(value);
  }

  /** Reads a dict with text keys as a record; `convert` reads each value. */
  readRecord<T>(value: unknown, what: string, convert: (item: unknown, what: string) => T): Record<string, T> {
    return Object.fromEntries(this.readMap(value, what, convert));
  }

  readMap<T>(value: unknown, what: string, convert: (item: unknown, what: string) => T): Map<string, T> {
    const dict = this.readDict(value, what);
    this.#spend(dict.size);
    return new Map(Array.from(dict, ([key, item]) => [this.readText(key, what), convert(item, what)]));
  }

  /** Returns the entries of a dict whose keys are not in `known`; undefined if there are none. */
  readExtra(dict: ReadonlyMap<unknown, unknown>, known: ReadonlySet<unknown>): PythonDict | undefined {
    const rest = [...dict].filter(([key]) => !known.has(key));
    return rest.length === 0 ? undefined : (this.copy(new Map(rest)) as PythonDict);
  }

  /** Copies plain data as it is. */
  copy(value: unknown, depth = 0): PythonValue {
    if (depth > maxDepth) throw new FormatError('data nested too deep');
    this.#spendOnCopy(1);
    if (value === null || ['boolean', 'number', 'bigint', 'string'].includes(typeof value)) return value as PythonValue;
    if (value instanceof PythonFloat) return value;
    if (value instanceof Uint8Array) return this.#copyBytes(value);
    if (value instanceof NumpyScalar) return new NumpyScalar(value.core, value.type, this.#copyBytes(value.data));
    if (value instanceof NumpyArray) {
      const { core, type, shape, isColumnMajor, data } = value;
      return new NumpyArray(core).fill(type, shape, isColumnMajor, this.#copyBytes(data));
    }
    if (Array.isArray(value)) return value.map((item) => this.copy(item, depth + 1));
    if (value instanceof PythonTuple) return new PythonTuple(value.items.map((item) => this.copy(item, depth + 1)));
    if (value instanceof Map)
      return new Map(Array.from(value, ([key, item]) => [this.copy(key, depth + 1), this.copy(item, depth + 1)]));
    throw new FormatError('something that is not plain data');
  }

  #copyBytes(value: Uint8Array): Uint8Array {
    this.#spendOnCopy(value.length);
    return Uint8Array.from(value);
  }

  #spendOnCopy(count: number): void {
    this.#copyBudget -= count;
    if (this.#copyBudget < 0) throw createTooLargeError();
  }

  #spend(count: number): void {
    this.budget -= count;
    if (this.budget < 0) throw createTooLargeError();
  }
}

function createTooLargeError(): FormatError {
  return new FormatError('it unpacks to far more than its size');
}

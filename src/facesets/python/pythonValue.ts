/**
 * Python's builtin values in TypeScript, as pickles and literals hold them.
 *
 * | Python          | here                                                                  |
 * | --------------- | --------------------------------------------------------------------- |
 * | None, bool, str | null, boolean, string                                                 |
 * | int             | number, or bigint beyond 2^53                                         |
 * | float           | number; {@link PythonFloat} where the value is whole (3.0 is not 3)   |
 * | bytes           | Uint8Array                                                            |
 * | list, tuple     | array, {@link PythonTuple}                                            |
 * | dict            | Map, in insertion order                                               |
 * | numpy's array   | {@link NumpyArray}                                                    |
 * | numpy's scalar  | {@link NumpyScalar}                                                   |
 *
 * A Float64Array is written as a list of floats, and {@link PythonEntries} as a dict.
 */
export type PythonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Float64Array
  | PythonFloat
  | PythonTuple
  | NumpyArray
  | NumpyScalar
  | readonly PythonValue[]
  | PythonDict;

export type PythonDict = ReadonlyMap<PythonValue, PythonValue>;

/** A value that can be written: Python values, and dicts that are given as a sequence of entries. */
export type PythonWritable =
  | PythonValue
  | readonly PythonWritable[]
  | ReadonlyMap<PythonValue, PythonWritable>
  | PythonEntries;

/** A float whose value is an integer, which as a plain number would be written as an int. */
export class PythonFloat {
  constructor(readonly value: number) {}
}

export class PythonTuple<Item = PythonValue> {
  constructor(readonly items: readonly Item[]) {}
}

/** The type of numpy's elements, such as `f4`, with its byte order: `<`, `>`, `=` or `|`. */
export interface NumpyElementType {
  readonly code: string;
  readonly byteOrder: string;
}

/** An array of numpy, as it was pickled. */
export class NumpyArray {
  type: NumpyElementType = { code: 'f8', byteOrder: '<' };
  shape: readonly number[] = [0];
  isColumnMajor = false;
  data: Uint8Array = new Uint8Array();

  /** @param core the package that made it: `numpy.core`, or `numpy._core` from numpy 2 on */
  constructor(readonly core: string) {}

  /** Gives the array its content, which follows it in a pickle. */
  fill(type: NumpyElementType, shape: readonly number[], isColumnMajor: boolean, data: Uint8Array): this {
    [this.type, this.shape, this.isColumnMajor, this.data] = [type, shape, isColumnMajor, data];
    return this;
  }
}

/** A single number of numpy, as it was pickled. */
export class NumpyScalar {
  constructor(
    /** As in {@link NumpyArray}. */
    readonly core: string,
    readonly type: NumpyElementType,
    readonly data: Uint8Array,
  ) {}
}

/** A dict as a sequence of its entries, so that a large one need not exist in memory. */
export class PythonEntries {
  constructor(readonly entries: Iterable<readonly [PythonValue, PythonWritable]>) {}
}

/** Represents a Python float: as a number, or as a {@link PythonFloat} if its value is an integer. */
export function createPythonFloat(value: number): number | PythonFloat {
  return Number.isInteger(value) ? new PythonFloat(value) : value;
}

/** Returns an integer as a number if a number represents it exactly. */
export function narrowInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Data in the wrong format; the message says what is wrong, and its catcher adds the name of the file. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}

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
 *
 * A Float64Array is written as a list of floats. A dict may also be written from its {@link PythonEntries},
 * so that a large one need not exist as a whole.
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
  | readonly PythonValue[]
  | PythonDict;

export type PythonDict = ReadonlyMap<PythonValue, PythonValue>;

/** What the writers take: values, and dicts given by their entries one after another. */
export type PythonWritable =
  | PythonValue
  | readonly PythonWritable[]
  | ReadonlyMap<PythonValue, PythonWritable>
  | PythonEntries;

/** A float whose value is whole: a plain number would be written as an int. */
export class PythonFloat {
  constructor(readonly value: number) {}
}

export class PythonTuple<Item = PythonValue> {
  constructor(readonly items: readonly Item[]) {}
}

/** The entries of a dict, one after another. */
export class PythonEntries {
  constructor(readonly entries: Iterable<readonly [PythonValue, PythonWritable]>) {}
}

/** A Python float as it is held here. */
export function createPythonFloat(value: number): number | PythonFloat {
  return Number.isInteger(value) ? new PythonFloat(value) : value;
}

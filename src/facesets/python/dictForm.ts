import type { PythonDataReader } from './pythonDataReader';
import type { PythonDict, PythonValue, PythonWritable } from './pythonValue';
import { NumpyArray, NumpyScalar, PythonEntries, PythonFloat, PythonTuple } from './pythonValue';

/**
 * How a dict was written where this program would write it otherwise: with its keys in another order, with some left out,
 * or with values of other types (a float for an int, an array of numpy for a list). What is not changed is written as it
 * was read.
 */
export interface DictForm {
  /** The dict as it was read, without the values that this program writes the same way. */
  readonly written: ReadonlyMap<PythonValue, PythonValue | undefined>;
  /** What was read from it, by its keys. */
  readonly read: Readonly<Record<string, unknown>>;
}

/** A key of a dict, and what this program writes for the value that it has now. */
export type DictEntry = readonly [key: string, value: PythonWritable];

/**
 * Compares a dict with what this program would write for it; returns undefined when that is the same.
 * @param read what was read from the dict, by its keys
 * @param own what this program writes for that, in its order
 * @param extra the keys that this program does not know, which it writes last
 */
export function findDictForm(
  dict: ReadonlyMap<unknown, unknown>,
  read: DictForm['read'],
  own: readonly DictEntry[],
  extra: PythonDict | undefined,
  data: PythonDataReader,
): DictForm | undefined {
  const values = new Map(own);
  const isSame = (key: unknown) => values.has(key as string) && isWrittenAs(values.get(key as string)!, dict.get(key));
  const kept = [...dict].map(([key, value]): [PythonValue, PythonValue | undefined] => [
    data.copy(key),
    extra?.has(key as string) || isSame(key) ? undefined : data.copy(value),
  ]);
  const order = [...values.keys(), ...(extra?.keys() ?? [])];
  const isUsual =
    kept.length === order.length && kept.every(([key, value], i) => key === order[i] && value === undefined);
  return isUsual ? undefined : { written: new Map(kept), read };
}

/**
 * Yields the entries of a dict: those that have not changed as they were read, in their former order; then those that it
 * did not have.
 * @param current the values now, by the keys of `own`
 * @param own what this program writes for them, in its order
 */
export function* generateEntries(
  form: DictForm | undefined,
  current: Readonly<Record<string, unknown>>,
  own: readonly DictEntry[],
  extra: PythonDict | undefined,
): Generator<readonly [PythonValue, PythonWritable]> {
  const values = new Map<PythonValue, PythonWritable>([...own, ...(extra ?? [])]);
  const isUnchanged = (key: PythonValue) =>
    form !== undefined && Object.is(form.read[String(key)], current[String(key)]);
  for (const [key, asRead] of form?.written ?? []) {
    if (asRead !== undefined && isUnchanged(key)) yield [key, asRead];
    else if (values.has(key)) yield [key, values.get(key)!];
  }
  for (const [key, value] of values) {
    const wasLeftOut = form !== undefined && Object.hasOwn(form.read, String(key)) && isUnchanged(key);
    if (!form?.written.has(key) && !wasLeftOut) yield [key, value];
  }
}

/**
 * Returns what to write for a dict of values that this program has no names for: each value that has not changed as it was
 * read, where `form` has the dict under `key`.
 */
export function buildNamedValues<T>(
  current: Readonly<Record<string, T>>,
  write: (value: T) => PythonWritable,
  form: DictForm | undefined,
  key: string,
): PythonEntries {
  const asRead = form?.written.get(key);
  const read = form?.read[key] as Readonly<Record<string, T>> | undefined;
  return new PythonEntries(
    Object.entries(current).map(([name, value]) => {
      const before = asRead instanceof Map && read?.[name] === value ? (asRead as PythonDict).get(name) : undefined;
      return [name, before ?? write(value)] as const;
    }),
  );
}

/** Returns whether writing `own` gives a value that is equal to `read` in every part and type. */
function isWrittenAs(own: PythonWritable, read: unknown): boolean {
  if (own instanceof PythonFloat) return read instanceof PythonFloat && Object.is(own.value, read.value);
  if (own instanceof Uint8Array) return read instanceof Uint8Array && Buffer.compare(own, read) === 0;
  if (own instanceof Float64Array) return Array.isArray(read) && isListOfFloats(own, read);
  if (Array.isArray(own)) return Array.isArray(read) && areItemsWrittenAs(own, read);
  if (own instanceof PythonTuple) return read instanceof PythonTuple && areItemsWrittenAs(own.items, read.items);
  if (own instanceof PythonEntries)
    return read instanceof Map && areItemsWrittenAs([...own.entries].flat(), [...read].flat());
  if (own instanceof Map) return read instanceof Map && areItemsWrittenAs([...own].flat(), [...read].flat());
  if (own instanceof NumpyArray || own instanceof NumpyScalar) return false; // this program writes none by itself
  return Object.is(own, read);
}

function areItemsWrittenAs(own: readonly PythonWritable[], read: readonly unknown[]): boolean {
  return own.length === read.length && own.every((item, i) => isWrittenAs(item, read[i]));
}

function isListOfFloats(own: Float64Array, read: readonly unknown[]): boolean {
  const isFloat = (value: number, item: unknown) =>
    Number.isInteger(value) ? item instanceof PythonFloat && Object.is(item.value, value) : Object.is(item, value);
  return own.length === read.length && own.every((value, i) => isFloat(value, read[i]));
}

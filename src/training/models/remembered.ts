import type { Value } from '../../tensor/graph';
import type { Side } from './model';

type OfSide = (code: Value, side: Side) => Value;

/** Makes each value once: where a face and its mask come of the same tensor, both get that one. */
export function remembered(make: OfSide): OfSide {
  const known = new WeakMap<Value, Partial<Record<Side, Value>>>();
  return (code, side) => {
    const made = known.get(code)?.[side] ?? make(code, side);
    known.set(code, { ...known.get(code), [side]: made });
    return made;
  };
}

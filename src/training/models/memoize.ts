import type { Value } from '../../tensor/graph';
import type { Side } from './model';

/** Makes each value once: where a face and its mask come of the same tensor, both get that one. */
export function memoize<Name extends string = Side>(
  make: (code: Value, name: Name) => Value,
): (code: Value, name: Name) => Value {
  const known = new WeakMap<Value, Map<Name, Value>>();
  return (code, name) => {
    const ofCode = known.get(code) ?? new Map<Name, Value>();
    const computed = ofCode.get(name) ?? make(code, name);
    known.set(code, ofCode.set(name, computed));
    return computed;
  };
}

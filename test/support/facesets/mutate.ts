import type { Random } from '../../../src/tensor/random';

/** Returns a damaged copy of `bytes`, as by a bad disk or an attacker: flipped, cut, duplicated or overwritten runs. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let mutant = Uint8Array.from(bytes);
  for (let count = 1 + random.integer(4); count > 0; count--)
    mutant = damages[random.integer(damages.length)]!(mutant, random);
  return mutant;
}

const damages: readonly ((bytes: Uint8Array<ArrayBuffer>, random: Random) => Uint8Array<ArrayBuffer>)[] = [
  (bytes, random) => {
    bytes[random.integer(bytes.length)] = random.integer(256);
    return bytes;
  },
  (bytes, random) => {
    const at = random.integer(bytes.length);
    return bytes.fill(random.integer(2) * 255, at, at + 1 + random.integer(8));
  },
  (bytes, random) => bytes.slice(0, 1 + random.integer(bytes.length)),
  (bytes, random) => {
    const at = random.integer(bytes.length);
    return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(Math.max(0, at - random.integer(64)))]);
  },
];

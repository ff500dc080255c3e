/** Returns `count` of the values at even distances, the middle one for a count of 1; all where there are fewer. */
export function chooseEvenly<T>(values: readonly T[], count: number): T[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, i) => values[Math.floor(((i + 0.5) * values.length) / count)]!);
}

/** A stretch of a row, [from, to) in real coordinates. */
export type Interval = readonly [from: number, to: number];

/** Gaps below this are rounding, where two shapes share an edge. */
const gapTolerance = 1e-6;

/** The parts of a row that any of `intervals` covers: sorted, none touching another. */
export function union(intervals: readonly Interval[]): Interval[] {
  if (intervals.length < 2) return [...intervals];
  const merged: [number, number][] = [];
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1] + gapTolerance) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** The parts that both lists cover; each list is sorted and its intervals do not touch. */
export function intersection(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const shared: Interval[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const from = Math.max(a[i]![0], b[j]![0]);
    const to = Math.min(a[i]![1], b[j]![1]);
    if (from < to) shared.push([from, to]);
    if (a[i]![1] < b[j]![1]) i++;
    else j++;
  }
  return shared;
}

/** Moves both ends outwards by `margin` (inwards when negative) and drops what vanishes. */
export function widenIntervals(intervals: readonly Interval[], margin: number): Interval[] {
  if (intervals.length === 0) return [];
  return intervals.flatMap(([from, to]) => (to - from + 2 * margin > 0 ? [[from - margin, to + margin] as const] : []));
}

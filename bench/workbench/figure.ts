/** One result of a measurement that has a goal. */
export interface Figure {
  /** What was measured, and with which data. */
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'frames/s' | 'MB' | '%';
  /** The limit that `value` must not exceed, or must reach. */
  readonly goal: { readonly atMost: number } | { readonly atLeast: number };
}

export function isReached({ value, goal }: Figure): boolean {
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

/** Returns the median; of an even number of values, the larger one of the two in the middle. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/** How long to wait after a window of VS Code opens: it loads its extensions first, which delays webviews. */
export const settledMs = 6000;

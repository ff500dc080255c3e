/** One figure that the workbench has to reach. */
export interface Figure {
  /** What was measured, on what. */
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'frames/s' | 'MB' | '%';
  /** The goal: `value` is to be at most, or at least, this. */
  readonly goal: { readonly atMost: number } | { readonly atLeast: number };
}

export function isReached({ value, goal }: Figure): boolean {
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

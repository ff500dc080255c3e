/** One figure that the workbench has to reach. */
export interface Figure {
  /** What was measured, on what. */
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'frames/s' | 'MB' | '%';
  /** The goal: `value` is to be at most, or at least, this. Without one it explains another figure. */
  readonly goal?: { readonly atMost: number } | { readonly atLeast: number };
}

export function isReached({ value, goal }: Figure): boolean {
  if (!goal) return true;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

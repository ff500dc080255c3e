import type { Shape } from './graph';

/** Number of elements. */
export function countElements(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

export function isSameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/** NumPy's broadcasting: shapes are aligned at the right, and an extent of 1 stretches. Undefined where they do not fit. */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const result: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const p = a[a.length - rank + axis] ?? 1;
    const q = b[b.length - rank + axis] ?? 1;
    if (p !== q && p !== 1 && q !== 1) return undefined;
    result.push(p === 1 ? q : p);
  }
  return result;
}

/** Axes counted from the front, ascending; negative ones count from the back. All axes where none are given. */
export function resolveAxes(axes: readonly number[] | undefined, rank: number): readonly number[] {
  if (!axes) return Array.from({ length: rank }, (_, axis) => axis);
  return [...new Set(axes.map((axis) => resolveAxis(axis, rank)))].sort((a, b) => a - b);
}

export function resolveAxis(axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= rank)
    throw new Error(`axis ${axis} of a tensor of rank ${rank}`);
  return resolved;
}

/** Shape after a reduction over `axes` (resolved). */
export function reduceShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  if (keepDims) return shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  return shape.filter((_, axis) => !axes.includes(axis));
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

import type { Shape } from './graph';

/** Returns the number of elements of a tensor. */
export function countElements(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

export function isSameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/**
 * Returns the shape that two shapes broadcast to by NumPy's rule: they are aligned at the last axis, and an extent of 1
 * fits any other. Returns undefined if they do not fit.
 */
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

/**
 * Returns the axes counted from the first, ascending. Negative ones count from the last. Without `axes`, returns all.
 */
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

/** Returns the shape after a reduction over `axes`, which must be resolved. */
export function reduceShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  if (keepDims) return shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  return shape.filter((_, axis) => !axes.includes(axis));
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

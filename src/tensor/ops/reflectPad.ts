import type { Value } from '../graph';
import { gather } from './gather';

/** Pixels put around an image, by side. */
export interface Margins {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * [N, H, W, C] to [N, top + H + bottom, left + W + right, C]: around the image stands its mirror image, the outermost
 * pixels not repeated.
 */
export function reflectPad(x: Value, { top, bottom, left, right }: Margins): Value {
  return mirrorAxis(mirrorAxis(x, 1, top, bottom), 2, left, right);
}

function mirrorAxis(x: Value, axis: number, before: number, after: number): Value {
  const extent = x.shape[axis]!;
  if (before >= extent || after >= extent)
    throw new Error(`reflectPad: ${extent} pixels have no mirror image of ${Math.max(before, after)}`);
  if (before + after === 0) return x;
  const last = extent - 1;
  const indices = Int32Array.from(
    { length: before + extent + after },
    (_, place) => last - Math.abs(last - Math.abs(place - before)),
  );
  return gather(x, indices, axis);
}

import type { Places } from '../../shared/previewRecord';

/** Of the 68 points: both eyes, and the lips. */
const eyePoints = [36, 48] as const;
const mouthPoints = [48, 68] as const;
/** What is shown around them, as a share of the points' own width. */
const around = { eyes: 0.18, mouth: 0.2 };

/** Where eyes and mouth are in a patch of `edge` pixels. @param landmarks in its pixels, flat [x0, y0, …] */
export function locateFeatures(landmarks: Float32Array, edge: number): Places {
  return {
    eyes: computeBox(landmarks, eyePoints, around.eyes, edge),
    mouth: computeBox(landmarks, mouthPoints, around.mouth, edge),
  };
}

/** Whole pixels within the patch, at least one each way. */
function computeBox(landmarks: Float32Array, [from, to]: readonly [number, number], margin: number, edge: number) {
  const points = landmarks.subarray(2 * from, 2 * to);
  const along = (axis: number) => points.filter((_, i) => i % 2 === axis);
  const [xs, ys] = [along(0), along(1)];
  const extra = margin * (Math.max(...xs) - Math.min(...xs));
  const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value)) || least;
  const x = within(Math.floor(Math.min(...xs) - extra), 0, edge - 1);
  const y = within(Math.floor(Math.min(...ys) - extra), 0, edge - 1);
  return {
    x,
    y,
    width: within(Math.ceil(Math.max(...xs) + extra) - x, 1, edge - x),
    height: within(Math.ceil(Math.max(...ys) + extra) - y, 1, edge - y),
  };
}

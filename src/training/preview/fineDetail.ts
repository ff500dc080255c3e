import type { Image } from '../../media/frames';
import type { Box, Detail, Places } from '../../shared/previewRecord';

/** Ranges of the 68 landmarks: both eyes, and the lips. */
const eyePoints = [36, 48] as const;
const mouthPoints = [48, 68] as const;
/** Margin around these landmarks, as a share of their width. */
const margins = { eyes: 0.18, mouth: 0.2 };

/** Locates eyes and mouth in a patch of `edge` pixels. @param landmarks 68 points in pixels of the patch, flat [x0, y0, …] */
export function locateFeatures(landmarks: Float32Array, edge: number): Places {
  return {
    eyes: computeBox(landmarks, eyePoints, margins.eyes, edge),
    mouth: computeBox(landmarks, mouthPoints, margins.mouth, edge),
  };
}

/** Computes a box in whole pixels within the patch, at least one pixel wide and high. */
function computeBox(landmarks: Float32Array, [from, to]: readonly [number, number], margin: number, edge: number) {
  const points = landmarks.subarray(2 * from, 2 * to);
  const selectAxis = (axis: number) => points.filter((_, i) => i % 2 === axis);
  const [xs, ys] = [selectAxis(0), selectAxis(1)];
  const extra = margin * (Math.max(...xs) - Math.min(...xs));
  const clampToRange = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value)) || least;
  const x = clampToRange(Math.floor(Math.min(...xs) - extra), 0, edge - 1);
  const y = clampToRange(Math.floor(Math.min(...ys) - extra), 0, edge - 1);
  return {
    x,
    y,
    width: clampToRange(Math.ceil(Math.max(...xs) + extra) - x, 1, edge - x),
    height: clampToRange(Math.ceil(Math.max(...ys) + extra) - y, 1, edge - y),
  };
}

/** Columns of a sheet for each side: the original faces, and the same faces as the model reconstructs them. */
const columns = { a: [0, 1], b: [3, 4] } as const;

/**
 * Measures how much of the fine detail of a side's faces the model reconstructs, for eyes and mouth: the Laplacian of the
 * reconstruction projected on that of the original. 1 is all of it. Blur lowers the value; noise does not raise it.
 * @param sheet rows of six patches of `patch` pixels each
 */
export function measureFineDetail(sheet: Image, patch: number, places: readonly Places[], side: 'a' | 'b'): Detail {
  const [original, reconstruction] = columns[side];
  const measure = (feature: keyof Places) => {
    let [common, whole] = [0, 0];
    for (const [row, { [feature]: box }] of places.entries()) {
      const expected = computeLaplacian(sheet, box, original * patch, row * patch);
      const actual = computeLaplacian(sheet, box, reconstruction * patch, row * patch);
      common += expected.reduce((sum, value, i) => sum + value * actual[i]!, 0);
      whole += expected.reduce((sum, value) => sum + value * value, 0);
    }
    return whole > 0 ? Math.max(0, common / whole) : 0;
  };
  return { eyes: measure('eyes'), mouth: measure('mouth') };
}

/** Computes the Laplacian of the green channel, which carries most of the luminance, inside a box. */
function computeLaplacian({ width, pixels }: Image, box: Box, left: number, top: number): Float64Array {
  const row = width * 3;
  const columns = Math.max(0, box.width - 2);
  return new Float64Array(columns * Math.max(0, box.height - 2)).map((_, i) => {
    const [x, y] = [left + box.x + 1 + (i % columns), top + box.y + 1 + Math.floor(i / columns)];
    const at = y * row + x * 3 + 1;
    return pixels[at - 3]! + pixels[at + 3]! + pixels[at - row]! + pixels[at + row]! - 4 * pixels[at]!;
  });
}

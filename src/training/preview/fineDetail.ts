import type { Image } from '../../media/frames';
import type { Box, Detail, Places } from '../../shared/previewRecord';

/** Columns of a sheet: the faces of a side as they are, and as the model makes them. */
const columnsOf = { a: [0, 1], b: [3, 4] } as const;

/**
 * How much of the fine detail of a side's faces is in what the model makes of them, for eyes and mouth: the Laplacian
 * of what it makes projected on that of the original. Blur lowers it, noise does not raise it; 1 is all of it.
 * @param sheet rows of six patches of `patch` pixels
 */
export function measureFineDetail(sheet: Image, patch: number, places: readonly Places[], side: 'a' | 'b'): Detail {
  const [original, made] = columnsOf[side];
  const share = (of: keyof Places) => {
    let [common, whole] = [0, 0];
    for (const [row, { [of]: box }] of places.entries()) {
      const wanted = computeLaplacian(sheet, box, original * patch, row * patch);
      const got = computeLaplacian(sheet, box, made * patch, row * patch);
      common += wanted.reduce((sum, value, i) => sum + value * got[i]!, 0);
      whole += wanted.reduce((sum, value) => sum + value * value, 0);
    }
    return whole > 0 ? Math.max(0, common / whole) : 0;
  };
  return { eyes: share('eyes'), mouth: share('mouth') };
}

/** Of the green channel, which carries most of the light, inside a box: a few thousand pixels a face. */
function computeLaplacian({ width, pixels }: Image, box: Box, left: number, top: number): Float64Array {
  const row = width * 3;
  const columns = Math.max(0, box.width - 2);
  return new Float64Array(columns * Math.max(0, box.height - 2)).map((_, i) => {
    const [x, y] = [left + box.x + 1 + (i % columns), top + box.y + 1 + Math.floor(i / columns)];
    const at = y * row + x * 3 + 1;
    return pixels[at - 3]! + pixels[at + 3]! + pixels[at - row]! + pixels[at + row]! - 4 * pixels[at]!;
  });
}

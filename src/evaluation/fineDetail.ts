import { computeLuma } from './planes';

/** What is finer than this is detail: the radius of the mean that is taken away, in pixels. */
export const detailRadius = 3;
const width = 2 * detailRadius + 1;

/**
 * Returns the contrast of fine detail in squares of `shrink` pixels: the mean square of luma (0..255) less its mean over
 * 7 x 7 pixels; beyond the border the last pixel is repeated.
 * @param rgb size·size·3 bytes; only a few rows of it are held as numbers at a time
 */
export function measureFineDetail(rgb: Uint8Array, size: number, shrink: number): Float32Array {
  const edge = Math.floor(size / shrink);
  const detail = new Float32Array(edge * edge);
  const [lumas, sums] = [createRing(size), createRing(size)];
  const columns = new Float32Array(size);
  const share = 1 / (width * width);
  const factor = 1 / (shrink * shrink);
  const read = (row: number) => {
    const place = row % (width + 1);
    lumas[place]!.set(computeLuma(rgb.subarray(3 * row * size, 3 * (row + 1) * size)));
    sumAlongRow(lumas[place]!, sums[place]!);
  };
  const clamp = (row: number) => Math.min(size - 1, Math.max(0, row)) % (width + 1);
  for (let row = 0; row <= detailRadius; row++) read(row);
  for (let row = -detailRadius; row <= detailRadius; row++) addTo(columns, sums[clamp(row)]!, 1);
  for (let y = 0; y < edge * shrink; y++) {
    const luma = lumas[y % (width + 1)]!;
    const start = edge * Math.floor(y / shrink);
    for (let cell = 0, x = 0; cell < edge; cell++)
      for (const end = x + shrink; x < end; x++) {
        const difference = luma[x]! - share * columns[x]!;
        detail[start + cell]! += factor * difference * difference;
      }
    if (y + detailRadius + 1 < size) read(y + detailRadius + 1);
    addTo(columns, sums[clamp(y + detailRadius + 1)]!, 1);
    addTo(columns, sums[clamp(y - detailRadius)]!, -1);
  }
  return detail;
}

/** The rows that a mean covers, and the next one. */
function createRing(size: number): Float32Array[] {
  return Array.from({ length: width + 1 }, () => new Float32Array(size));
}

function sumAlongRow(luma: Float32Array, sums: Float32Array): void {
  const last = luma.length - 1;
  let sum = (detailRadius + 1) * luma[0]!;
  for (let i = 1; i <= detailRadius; i++) sum += luma[Math.min(last, i)]!;
  for (let x = 0; x <= last; x++) {
    sums[x] = sum;
    sum += luma[Math.min(last, x + detailRadius + 1)]! - luma[Math.max(0, x - detailRadius)]!;
  }
}

function addTo(sums: Float32Array, row: Float32Array, factor: number): void {
  for (let x = 0; x < sums.length; x++) sums[x]! += factor * row[x]!;
}

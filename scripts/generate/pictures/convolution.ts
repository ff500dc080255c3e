import { listPixelsRead } from '../../../src/tensor/lowering/patches';
import type { ConvAttributes } from '../../../src/tensor/ops/convGeometry';
import { colors, rectangle, svg, text } from './svg';

/** An image of 5x5 pixels, a kernel of 3x3, a stride of 2: the result has 3x3 pixels. */
const convolution: ConvAttributes = {
  stride: 2,
  padding: 'same',
  inputShape: [1, 5, 5, 8],
  kernelShape: [3, 3, 8, 16],
};
const cell = 26;

/** Draws how the indices of a `Gather` turn a convolution into one matrix product. */
export function drawConvolution(): string {
  const index = listPixelsRead(convolution);
  const image = Array.from({ length: 25 }, (_, pixel) =>
    square(40 + (pixel % 5) * cell, 80 + Math.floor(pixel / 5) * cell, pixel),
  );
  const matrix = [...index].map((pixel, i) => square(260 + (i % 9) * cell, 60 + Math.floor(i / 9) * cell, pixel));
  const bottom = 60 + 9 * cell;
  return svg(960, 350, 'A convolution as a matrix product', [
    text(40, 60, 'pixels [5·5, C]', { bold: true }),
    ...image,
    text(205, 180, '→', { size: 28, fill: colors.faint }),
    text(260, 40, 'Gather: patches [3·3, 9·C]', { bold: true }),
    ...matrix,
    text(260, bottom + 22, 'a row for each pixel that comes out,', { fill: colors.faint }),
    text(260, bottom + 40, 'nine pixels in it; empty: the padding, a row of zeros', { fill: colors.faint }),
    text(510, 185, '×', { size: 28, fill: colors.faint }),
    rectangle(545, 60, 5 * cell, 9 * cell, '#ece3f5', colors.updates),
    text(545, 40, 'kernel [9·C, O]', { bold: true }),
    text(695, 180, '+ bias =', { size: 18, fill: colors.faint }),
    rectangle(780, 60, 5 * cell, 9 * cell, '#d9f0e8', colors.loss),
    text(780, 40, 'result [3·3, O]', { bold: true }),
    text(545, bottom + 22, 'one Gemm over all pictures of the batch', { fill: colors.faint }),
  ]);
}

function square(x: number, y: number, pixel: number): string {
  if (pixel < 0) return rectangle(x, y, cell, cell, '#ffffff', colors.line);
  const lightness = 94 - 8 * (pixel % 5);
  const fill = `hsl(${200 + 24 * Math.floor(pixel / 5)},55%,${lightness}%)`;
  return (
    rectangle(x, y, cell, cell, fill, '#ffffff') +
    text(x + cell / 2, y + 17, String(pixel), { anchor: 'middle', size: 11 })
  );
}

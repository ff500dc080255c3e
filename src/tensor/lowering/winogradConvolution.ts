import type { OnnxBuilder, OnnxValue } from '../onnx/builder';
import type { LoweredCall, LoweredValue } from '../operator';
import type { ConvAttributes } from '../ops/convGeometry';
import { appendZeroRow, getConvExtents, getGeometryKey, outsideImage, reshape } from './patches';

/**
 * 3x3 convolutions with stride 1 by minimal filtering, F(4x4, 3x3) of Lavin and Gray, "Fast algorithms for
 * convolutional neural networks" (2015, arXiv 1509.09308), with a quarter of the multiplications. Images are cut into
 * tiles of 4x4 outputs. Each of the 6x6 = 36 points of the transformed tiles is one matrix product over all tiles of
 * the batch:
 *
 *     points [36, tiles, O] = (Bᵀ⊗Bᵀ) x [36, tiles, C] · (G⊗G) kernel [36, C, O],     y = (Aᵀ⊗Aᵀ) points
 *
 * The transforms are matrix products too. They need no other layout than the one that gathering the pixels produces.
 */

type ConvCall = LoweredCall<ConvAttributes>;
type Matrix = readonly (readonly number[])[];

const tileEdge = 4;
const patchEdge = 6;
const points = patchEdge ** 2;

/** Section 4.3 of the paper, for the interpolation points 0, 1, -1, 2, -2 and infinity. */
const inputTransform: Matrix = [
  [4, 0, -5, 0, 1, 0],
  [0, -4, -4, 1, 1, 0],
  [0, 4, -4, -1, 1, 0],
  [0, -2, -1, 2, 1, 0],
  [0, 2, -1, -2, 1, 0],
  [0, 4, 0, -5, 0, 1],
];
const kernelTransform: Matrix = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
];
const outputTransform: Matrix = [
  [1, 1, 1, 1, 1, 0],
  [0, 1, -1, 2, -2, 0],
  [0, 1, 1, 4, 4, 0],
  [0, 1, -1, 8, -8, 1],
];

/** Measured: with fewer pixels in a batch, transforming the kernel costs more than the saved multiplications. */
const minPixels = 2048;
const minChannels = 16;

export function suitsWinograd({ attributes }: ConvCall): boolean {
  const { stride, padding, kernelShape } = attributes;
  const { batch, pixelsOut, channels, outputs } = getConvExtents(attributes);
  return (
    stride === 1 &&
    padding === 'same' &&
    kernelShape[0] === 3 &&
    kernelShape[1] === 3 &&
    Math.min(channels, outputs) >= minChannels &&
    batch * pixelsOut >= minPixels
  );
}

export function winogradConv2d(onnx: OnnxBuilder, { inputs, attributes, output }: ConvCall): OnnxValue {
  const [x, kernel, bias] = inputs;
  const { channels, outputs } = getConvExtents(attributes);
  const transformed = reshape(onnx, transformKernel(onnx, kernel!, attributes), [points, channels, outputs]);
  const product = onnx.node('MatMul', [transformInput(onnx, x!, attributes), transformed]);
  const y = transformOutput(onnx, product, attributes, outputs);
  return reshape(onnx, bias ? onnx.node('Add', [y, bias.name]) : y, output.shape);
}

/** Computes the gradient of the input: dy convolved with the kernel rotated by 180°, its input and output channels swapped. */
export function winogradInputGradient(onnx: OnnxBuilder, { inputs, attributes, output }: ConvCall): OnnxValue {
  const [dy, kernel] = inputs;
  const { channels, outputs } = getConvExtents(attributes);
  const rotated = transformKernel(onnx, kernel!, attributes, 'rotated');
  const factors = [transformInput(onnx, dy!, attributes), reshape(onnx, rotated, [points, channels, outputs])];
  const product = onnx.node('FusedMatMul', factors, { transB: 1 }, undefined, 'com.microsoft');
  return reshape(onnx, transformOutput(onnx, product, attributes, channels), output.shape);
}

/** Uses the transposed transforms in reverse order: dkernel = (G⊗G)ᵀ ((Bᵀ⊗Bᵀ) x)ᵀ · (A⊗A) dy. */
export function winogradFilterGradient(onnx: OnnxBuilder, { inputs, attributes, output }: ConvCall): OnnxValue {
  const [x, dy] = inputs;
  const { channels, outputs } = getConvExtents(attributes);
  const factors = [transformInput(onnx, x!, attributes), transformOutputGradient(onnx, dy!, attributes)];
  const product = onnx.node('FusedMatMul', factors, { transA: 1 }, undefined, 'com.microsoft');
  const back = transpose(squareByKronecker(kernelTransform));
  return reshape(onnx, multiplyByMatrix(onnx, back, product, channels * outputs), output.shape);
}

/**
 * (Bᵀ⊗Bᵀ) x: [36, tiles, C] from [N, H, W, C]. The gradient of the kernel computes it again, because keeping it takes
 * memory and saves no time.
 */
function transformInput(onnx: OnnxBuilder, x: LoweredValue, attributes: ConvAttributes): OnnxValue {
  const channels = x.shape[3]!;
  const { count } = getTileGrid(attributes);
  const rows = gatherTiles(onnx, x, attributes, { edge: patchEdge, before: 1 });
  const product = multiplyByMatrix(onnx, squareByKronecker(inputTransform), rows, count * channels);
  return reshape(onnx, product, [points, count, channels]);
}

/** (A⊗A) dy: [36, tiles, O] from [N, H, W, O]. */
function transformOutputGradient(onnx: OnnxBuilder, dy: LoweredValue, attributes: ConvAttributes): OnnxValue {
  const outputs = dy.shape[3]!;
  const { count } = getTileGrid(attributes);
  const rows = gatherTiles(onnx, dy, attributes, { edge: tileEdge, before: 0 });
  const product = multiplyByMatrix(onnx, transpose(squareByKronecker(outputTransform)), rows, count * outputs);
  return reshape(onnx, product, [points, count, outputs]);
}

/** (Aᵀ⊗Aᵀ) points, in the order of the pixels: [N·H·W, channels] from [36, tiles, channels]. */
function transformOutput(
  onnx: OnnxBuilder,
  product: OnnxValue,
  attributes: ConvAttributes,
  channels: number,
): OnnxValue {
  const { count } = getTileGrid(attributes);
  const y = multiplyByMatrix(onnx, squareByKronecker(outputTransform), product, count * channels);
  const places = onnx.share(`places in tiles ${getGeometryKey(attributes)}`, () => {
    const indices = locatePixelsInTiles(attributes);
    return onnx.constant(indices, [indices.length]);
  });
  return onnx.node('Gather', [reshape(onnx, y, [tileEdge ** 2 * count, channels]), places], { axis: 0 });
}

/** (G⊗G) kernel: [36, C · O] from [3, 3, C, O]. Rotating a kernel by 180° reverses the order of its taps. */
function transformKernel(
  onnx: OnnxBuilder,
  kernel: LoweredValue,
  attributes: ConvAttributes,
  orientation: 'upright' | 'rotated' = 'upright',
): OnnxValue {
  const { channels, outputs } = getConvExtents(attributes);
  const upright = squareByKronecker(kernelTransform);
  const matrix = orientation === 'rotated' ? upright.map((row) => row.toReversed()) : upright;
  return multiplyByMatrix(onnx, matrix, kernel.name, channels * outputs);
}

interface TileGrid {
  readonly down: number;
  readonly across: number;
  /** Number of tiles in the whole batch. */
  readonly count: number;
}

function getTileGrid({ inputShape }: ConvAttributes): TileGrid {
  const [batch, height, width] = inputShape as [number, number, number];
  const [down, across] = [Math.ceil(height / tileEdge), Math.ceil(width / tileEdge)];
  return { down, across, count: batch * down * across };
}

/**
 * Gathers the pixels of a square of `edge` pixels for each tile, [edge², tiles, channels]. The square starts `before`
 * pixels above and to the left of the tile.
 */
function gatherTiles(
  onnx: OnnxBuilder,
  x: LoweredValue,
  attributes: ConvAttributes,
  square: { readonly edge: number; readonly before: number },
): OnnxValue {
  const [batch, height, width] = attributes.inputShape as [number, number, number];
  const shape = [batch * height * width, x.shape[3]!];
  const key = `pixels of tiles ${square.edge} ${getGeometryKey(attributes)}`;
  const staysInside = square.before === 0 && height % tileEdge === 0 && width % tileEdge === 0;
  const rows = staysInside ? reshape(onnx, x.name, shape) : appendZeroRow(onnx, x.name, shape);
  const places = onnx.share(key, () =>
    onnx.constant(listTilePixels(attributes, square), [square.edge ** 2, getTileGrid(attributes).count]),
  );
  return onnx.node('Gather', [rows, places], { axis: 0 });
}

function listTilePixels(
  attributes: ConvAttributes,
  { edge, before }: { readonly edge: number; readonly before: number },
): Int32Array {
  const [batch, height, width] = attributes.inputShape as [number, number, number];
  const { down, across, count } = getTileGrid(attributes);
  const pixels = new Int32Array(edge ** 2 * count).fill(outsideImage);
  for (let position = 0; position < edge ** 2; position++) {
    const [below, beside] = [Math.floor(position / edge) - before, (position % edge) - before];
    for (let line = 0; line < batch * down; line++) {
      const row = (line % down) * tileEdge + below;
      if (row < 0 || row >= height) continue;
      const first = (Math.floor(line / down) * height + row) * width;
      const place = position * count + line * across;
      for (let tile = 0; tile < across; tile++) {
        const column = tile * tileEdge + beside;
        if (column >= 0 && column < width) pixels[place + tile] = first + column;
      }
    }
  }
  return pixels;
}

/** Returns the position of each pixel of the batch in [16, tiles]. */
function locatePixelsInTiles(attributes: ConvAttributes): Int32Array {
  const [batch, height, width] = attributes.inputShape as [number, number, number];
  const places = new Int32Array(batch * height * width);
  listTilePixels(attributes, { edge: tileEdge, before: 0 }).forEach((pixel, place) => {
    if (pixel !== outsideImage) places[pixel] = place;
  });
  return places;
}

/** Returns the Kronecker product of a matrix with itself, which transforms both axes at once. */
function squareByKronecker(matrix: Matrix): Matrix {
  return matrix.flatMap((upper) => matrix.map((lower) => upper.flatMap((a) => lower.map((b) => a * b))));
}

function transpose(matrix: Matrix): Matrix {
  return matrix[0]!.map((_, column) => matrix.map((row) => row[column]!));
}

/** matrix · values: [rows, elements], where the values have as many rows as the matrix has columns. */
function multiplyByMatrix(onnx: OnnxBuilder, matrix: Matrix, values: OnnxValue, elements: number): OnnxValue {
  const columns = matrix[0]!.length;
  const data = Float32Array.from(matrix.flat());
  const factor = onnx.share(`matrix ${data.join()}`, () => onnx.constant(data, [matrix.length, columns]));
  return onnx.node('Gemm', [factor, reshape(onnx, values, [columns, elements])]);
}

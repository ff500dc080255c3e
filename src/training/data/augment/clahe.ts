import type { OnnxBuilder, OnnxValue } from '../../../tensor/onnx/builder';
import { roundToBytes } from './labColor';

/**
 * Contrast-limited adaptive histogram equalization (Zuiderveld 1994) with the rules of OpenCV: the image is extended by
 * mirroring to a whole number of tiles. The histogram of each tile is clipped and the excess spread evenly; its cumulated
 * histogram then maps the values. Between the centers of tiles the maps are blended bilinearly.
 */

const bins = 256;
const clipLimit = 2;

export interface ClaheShape {
  /** Edge of the image, pixels. */
  readonly size: number;
  /** Every number of tiles along an edge that may occur. */
  readonly tileCounts: readonly number[];
}

/** Float32 [M, 1, 1] each, see {@link describeClaheTiles}. */
interface TileValues {
  readonly count: OnnxValue;
  readonly edge: OnnxValue;
  readonly limit: OnnxValue;
  readonly area: OnnxValue;
}

/** Returns what the graph needs to know of a face's tiles: their number along an edge, edge and area in pixels, clip limit. */
export function describeClaheTiles(size: number, count: number): readonly [number, number, number, number] {
  const edge = Math.ceil(size / count);
  const area = edge * edge;
  return [count, edge, area, Math.max(1, Math.floor((clipLimit * area) / bins))];
}

/**
 * @param luma float32 [M, size, size], whole bytes
 * @param tiles float32 [M, 4], rows of {@link describeClaheTiles}
 * @returns float32 [M, size, size], whole bytes
 */
export function clahe(b: OnnxBuilder, luma: OnnxValue, tiles: OnnxValue, shape: ClaheShape): OnnxValue {
  const [count, edge, area, limit] = [0, 1, 2, 3].map((i) =>
    b.node('Unsqueeze', [b.node('Slice', [tiles, b.ints([i]), b.ints([i + 1]), b.ints([1])]), b.ints([2])]),
  ) as [OnnxValue, OnnxValue, OnnxValue, OnnxValue];
  const values: TileValues = { count, edge, area, limit };
  const maps = buildEqualizingMaps(
    b,
    clipHistograms(b, countHistograms(b, luma, values, shape), values),
    values,
    shape,
  );
  return blend(b, luma, maps, values, shape);
}

function findMaxTileCount(shape: ClaheShape): number {
  return Math.max(...shape.tileCounts);
}

/** Counts the values in each tile: [M, tiles², bins]. */
function countHistograms(b: OnnxBuilder, luma: OnnxValue, tiles: TileValues, shape: ClaheShape): OnnxValue {
  const { size } = shape;
  const most = findMaxTileCount(shape);
  const extended = Math.max(...shape.tileCounts.map((count) => count * Math.ceil(size / count)));
  const mirror = b.ints(Array.from({ length: extended }, (_, i) => (i < size ? i : 2 * (size - 1) - i)));
  const image = b.node('Gather', [b.node('Gather', [luma, mirror], { axis: 1 }), mirror], { axis: 2 });
  const tile = [0, 1].map((axis) => {
    const index = b.node('Floor', [b.node('Div', [positions(b, extended, axis), tiles.edge])]);
    return b.node('Min', [index, b.scalar(most - 1)]);
  });
  const covered = [0, 1].map((axis) => {
    const end = b.node('Mul', [tiles.edge, tiles.count]);
    return b.node('Cast', [b.node('Less', [positions(b, extended, axis), end])], { to: { type: 'float32' } });
  });
  const flat = b.ints([0, extended * extended]);
  const index = b.node('Reshape', [computeTableIndex(b, tile[0]!, tile[1]!, image, most), flat]);
  const weight = b.node('Reshape', [b.node('Mul', [covered[0]!, covered[1]!]), flat]);
  const rows = b.node('Shape', [luma], { start: 0, end: 1 });
  const zeroCounts = b.node('Expand', [
    b.scalar(0),
    b.node('Concat', [rows, b.ints([most * most * bins])], { axis: 0 }),
  ]);
  const counts = b.node('ScatterElements', [zeroCounts, index, weight], { axis: 1, reduction: 'add' });
  return b.node('Reshape', [counts, b.ints([0, most * most, bins])]);
}

/** Clips every bin at the limit and spreads the excess: an equal share to each bin, the remainder one by one in even steps. */
function clipHistograms(b: OnnxBuilder, counts: OnnxValue, tiles: TileValues): OnnxValue {
  const kept = b.node('Min', [counts, tiles.limit]);
  const excess = b.node('ReduceSum', [b.node('Sub', [counts, kept]), b.ints([2])], { keepdims: 1 });
  const share = b.node('Floor', [b.node('Mul', [excess, b.scalar(1 / bins)])]);
  const rest = b.node('Sub', [excess, b.node('Mul', [share, b.scalar(bins)])]);
  const one = b.scalar(1);
  const step = b.node('Max', [b.node('Floor', [b.node('Div', [b.scalar(bins), b.node('Max', [rest, one])])]), one]);
  const turn = b.node('Div', [positions(b, bins, 1), step]);
  const onStep = b.node('Equal', [turn, b.node('Floor', [turn])]);
  const extra = b.node('And', [onStep, b.node('Less', [turn, rest])]);
  return b.node('Add', [b.node('Add', [kept, share]), b.node('Cast', [extra], { to: { type: 'float32' } })]);
}

/** Builds the maps from old to new values of each tile: [M, tiles² · bins]. */
function buildEqualizingMaps(b: OnnxBuilder, counts: OnnxValue, tiles: TileValues, shape: ClaheShape): OnnxValue {
  const cumulated = b.node('CumSum', [counts, b.constant(BigInt64Array.of(2n), [])]);
  const maps = roundToBytes(b, b.node('Div', [b.node('Mul', [cumulated, b.scalar(bins - 1)]), tiles.area]));
  return b.node('Reshape', [maps, b.ints([0, findMaxTileCount(shape) ** 2 * bins])]);
}

function blend(b: OnnxBuilder, luma: OnnxValue, maps: OnnxValue, tiles: TileValues, shape: ClaheShape): OnnxValue {
  const { size } = shape;
  const last = b.node('Sub', [tiles.count, b.scalar(1)]);
  const [vertical, horizontal] = [0, 1].map((axis) => {
    const exact = b.node('Sub', [b.node('Div', [positions(b, size, axis), tiles.edge]), b.scalar(0.5)]);
    const before = b.node('Floor', [exact]);
    return {
      part: b.node('Sub', [exact, before]),
      near: b.node('Max', [before, b.scalar(0)]),
      far: b.node('Min', [b.node('Add', [before, b.scalar(1)]), last]),
    };
  }) as [BlendAxis, BlendAxis];
  const lookUp = (row: OnnxValue, column: OnnxValue) => {
    const index = b.node('Reshape', [
      computeTableIndex(b, row, column, luma, findMaxTileCount(shape)),
      b.ints([0, size * size]),
    ]);
    return b.node('Reshape', [b.node('GatherElements', [maps, index], { axis: 1 }), b.ints([0, size, size])]);
  };
  const blendRow = (row: OnnxValue) =>
    mix(b, lookUp(row, horizontal.near), lookUp(row, horizontal.far), horizontal.part);
  return b.node('Round', [mix(b, blendRow(vertical.near), blendRow(vertical.far), vertical.part)]);
}

interface BlendAxis {
  readonly part: OnnxValue;
  readonly near: OnnxValue;
  readonly far: OnnxValue;
}

/** Creates the positions 0, 1, … along the rows ([1, n, 1]) or the columns ([1, 1, n]). */
function positions(b: OnnxBuilder, n: number, axis: number): OnnxValue {
  return b.constant(
    Float32Array.from({ length: n }, (_, i) => i),
    axis === 0 ? [1, n, 1] : [1, 1, n],
  );
}

function computeTableIndex(
  b: OnnxBuilder,
  row: OnnxValue,
  column: OnnxValue,
  value: OnnxValue,
  most: number,
): OnnxValue {
  const start = b.node('Add', [b.node('Mul', [row, b.scalar(most * bins)]), b.node('Mul', [column, b.scalar(bins)])]);
  return b.node('Cast', [b.node('Add', [start, value])], { to: { type: 'int32' } });
}

function mix(b: OnnxBuilder, first: OnnxValue, second: OnnxValue, part: OnnxValue): OnnxValue {
  return b.node('Add', [first, b.node('Mul', [b.node('Sub', [second, first]), part])]);
}

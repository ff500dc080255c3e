import type { Image } from '../media/frames';
import { createTensor, openSession, type Session } from '../runtime/session';
import { OnnxBuilder } from '../tensor/onnx/builder';
import type { Box } from './geometry';
import { invert, type Matrix3, measureScale, multiply, scaling, transformPoint, translation } from './matrix3';
import { createSessionOptions } from './sessionOptions';

export type Interpolation = 'linear' | 'cubic';

/** Interleaved bytes with any number of channels: an image, a mask, or an image with its mask. */
export interface Raster extends Image {
  /** 3 when absent. */
  readonly channels?: number;
}

export interface WarpOptions {
  /** When absent: cubic if the map enlarges, linear if it shrinks. */
  readonly interpolation?: Interpolation;
}

/** Warps images by affine maps; holds an ONNX session for each interpolation. */
export interface Warper {
  /**
   * Warps `source` by `matrix` (source pixels → result pixels) onto black. Cubic interpolation is OpenCV's (a = -0.75);
   * linear is that of OpenCV's warpAffine with INTER_AREA.
   * @returns HWC, width·height·channels bytes.
   */
  warp(source: Raster, matrix: Matrix3, width: number, height: number, options?: WarpOptions): Promise<Uint8Array>;
  release(): Promise<void>;
}

export async function openWarper({ threads }: { readonly threads?: number } = {}): Promise<Warper> {
  const open = (interpolation: Interpolation) =>
    openSession(buildWarpGraph(interpolation), createSessionOptions(threads));
  const sessions = { linear: await open('linear'), cubic: await open('cubic') };
  return {
    warp: (source, matrix, width, height, { interpolation = chooseInterpolation(matrix) } = {}) =>
      runWarp(sessions[interpolation], source, matrix, width, height),
    release: async () => {
      await sessions.linear.release();
      await sessions.cubic.release();
    },
  };
}

let sharedWarper: Promise<Warper> | undefined;

/** Warps an image with a {@link Warper} that the whole process shares. */
export async function warpImage(
  source: Raster,
  matrix: Matrix3,
  width: number,
  height: number,
  options?: WarpOptions,
): Promise<Uint8Array> {
  sharedWarper ??= openWarper();
  return (await sharedWarper).warp(source, matrix, width, height, options);
}

export function chooseInterpolation(matrix: Matrix3): Interpolation {
  return measureScale(matrix) >= 1 ? 'cubic' : 'linear';
}

/** Builds the warp graph: `image` [h, w, c] uint8, `map` [1, 2, 3] between normalized coordinates, `size` = [1, c, height, width] → `result`. */
function buildWarpGraph(mode: Interpolation): Uint8Array {
  const builder = new OnnxBuilder(`warp-${mode}`);
  const image = builder.input('image', 'uint8', ['h', 'w', 'c']);
  const map = builder.input('map', 'float32', [1, 2, 3]);
  const size = builder.input('size', 'int64', [4]);
  const planes = builder.node('Transpose', [builder.node('Cast', [image], { to: { type: 'float32' } })], {
    perm: [2, 0, 1],
  });
  const grid = builder.node('AffineGrid', [map, size], { align_corners: 0 });
  const sampled = builder.node('GridSample', [builder.node('Unsqueeze', [planes, builder.ints([0])]), grid], {
    mode,
    padding_mode: 'zeros',
    align_corners: 0,
  });
  const rounded = builder.node('Clip', [builder.node('Round', [sampled]), builder.scalar(0), builder.scalar(255)]);
  const bytes = builder.node('Cast', [builder.node('Squeeze', [rounded, builder.ints([0])])], {
    to: { type: 'uint8' },
  });
  builder.output(builder.node('Transpose', [bytes], { perm: [1, 2, 0] }, 'result'), 'uint8');
  return builder.bytes();
}

async function runWarp(session: Session, source: Raster, matrix: Matrix3, width: number, height: number) {
  const channels = source.channels ?? 3;
  const toSource = invert(matrix);
  const region = findVisibleRegion(source, toSource, width, height);
  if (!region) return new Uint8Array(width * height * channels);
  const pixels = cutRegion(source, channels, region);
  const map = multiply(
    computeNormalization(region.width, region.height),
    translation(-region.x, -region.y),
    toSource,
    invert(computeNormalization(width, height)),
  );
  const { result } = await session.run({
    image: createTensor('uint8', pixels, [region.height, region.width, channels]),
    map: createTensor('float32', Float32Array.from(map.slice(0, 6)), [1, 2, 3]),
    size: createTensor('int64', BigInt64Array.from([1, channels, height, width], BigInt), [4]),
  });
  return result!.data as Uint8Array;
}

/** Returns the map from pixels to GridSample's coordinates: -1..1 between the outer edges of the first and last pixel. */
function computeNormalization(width: number, height: number): Matrix3 {
  return multiply(translation(1 / width - 1, 1 / height - 1), scaling(2 / width, 2 / height));
}

/** Pixels around a sample that cubic interpolation reads. */
const samplingMargin = 2;

/** Returns the region of `source` that the result shows; undefined if it shows none. */
function findVisibleRegion(source: Image, toSource: Matrix3, width: number, height: number): Box | undefined {
  const corners = [
    transformPoint(toSource, 0, 0),
    transformPoint(toSource, width - 1, 0),
    transformPoint(toSource, 0, height - 1),
    transformPoint(toSource, width - 1, height - 1),
  ];
  const across = findSpan(
    corners.map(([x]) => x),
    source.width,
  );
  const down = findSpan(
    corners.map(([, y]) => y),
    source.height,
  );
  return across && down && { x: across[0], y: down[0], width: across[1], height: down[1] };
}

/** Returns the pixels along one axis that `places` and their neighbors cover. */
function findSpan(places: readonly number[], length: number): [first: number, count: number] | undefined {
  const first = Math.max(0, Math.floor(Math.min(...places)) - samplingMargin);
  const last = Math.min(length - 1, Math.ceil(Math.max(...places)) + samplingMargin);
  return last < first ? undefined : [first, last - first + 1];
}

/** Returns the bytes of a region; avoids a copy if it consists of whole rows. */
function cutRegion(source: Raster, channels: number, { x, y, width, height }: Box): Uint8Array {
  const rowBytes = source.width * channels;
  if (width === source.width) return source.pixels.subarray(y * rowBytes, (y + height) * rowBytes);
  const pixels = new Uint8Array(width * height * channels);
  for (let row = 0; row < height; row++) {
    const start = (y + row) * rowBytes + x * channels;
    pixels.set(source.pixels.subarray(start, start + width * channels), row * width * channels);
  }
  return pixels;
}

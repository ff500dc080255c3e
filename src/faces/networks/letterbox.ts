import type { Image } from '../../media/frames';
import { createTensor, openSession, type Session } from '../../runtime/session';
import { OnnxBuilder, type OnnxValue } from '../../tensor/onnx/builder';
import { createSessionOptions } from '../sessionOptions';

/** Fits pictures into the squares that networks look at. */
export interface Letterbox {
  /** Scales `image` to the square's edge, black next to it. @returns [3, size, size], RGB 0..255 */
  fit(image: Image, placement: Placement): Promise<Float32Array>;
  release(): Promise<void>;
}

export interface Placement {
  /** Edge of the square. */
  readonly size: number;
  /** In the middle, or at the top left. */
  readonly centered: boolean;
}

/**
 * Opens a letterbox. The sampling is TensorFlow's `resizeBilinear` (corners not aligned, no half-pixel centers) of the picture padded to a
 * square, which is how face-api prepares its networks' input.
 */
export async function openLetterbox(threads?: number): Promise<Letterbox> {
  const session = await openSession(buildLetterboxGraph(), createSessionOptions(threads));
  return {
    fit: async (image, placement) =>
      image.width === placement.size && image.height === placement.size
        ? separatePlanes(image)
        : runFit(session, image, placement),
    release: () => session.release(),
  };
}

/**
 * Builds the graph `image` uint8 [h, w, 3] → `square` float32 [3, size, size]. Each axis is given as the first and the second source index
 * of every sample and the weights of both; `padding` [6] is what Pad adds to [3, rows, columns].
 */
function buildLetterboxGraph(): Uint8Array {
  const builder = new OnnxBuilder('letterbox');
  const image = builder.input('image', 'uint8', ['h', 'w', 3]);
  const padding = builder.input('padding', 'int64', [6]);
  const blend = (axis: 0 | 1, name: 'rows' | 'columns', pick: (index: OnnxValue) => OnnxValue) => {
    const terms = ['first', 'second'].map((which) => {
      const index = builder.input(`${name}_${which}`, 'int32', [name]);
      const weight = builder.input(`${name}_${which}_weight`, 'float32', axis === 0 ? [name, 1] : [1, `${name}3`]);
      return builder.node('Mul', [pick(index), weight]);
    });
    return builder.node('Add', terms);
  };
  const flat = (value: OnnxValue) => builder.node('Reshape', [value, builder.ints([0, -1])]);
  const rows = blend(0, 'rows', (index) =>
    builder.node('Cast', [flat(builder.node('Gather', [image, index], { axis: 0 }))], { to: { type: 'float32' } }),
  );
  const pixels = builder.node('Reshape', [rows, builder.ints([0, -1, 3])]);
  const columns = blend(1, 'columns', (index) => flat(builder.node('Gather', [pixels, index], { axis: 1 })));
  const planes = builder.node('Transpose', [builder.node('Reshape', [columns, builder.ints([0, -1, 3])])], {
    perm: [2, 0, 1],
  });
  builder.output(builder.node('Pad', [planes, padding], {}, 'square'), 'float32', [3, 'size', 'size']);
  return builder.bytes();
}

/** Returns the planes of a picture that has the size of the square. */
function separatePlanes({ width, height, pixels }: Image): Float32Array {
  const area = width * height;
  const planes = new Float32Array(3 * area);
  for (let i = 0, at = 0; i < area; i++, at += 3) {
    planes[i] = pixels[at]!;
    planes[area + i] = pixels[at + 1]!;
    planes[2 * area + i] = pixels[at + 2]!;
  }
  return planes;
}

async function runFit(session: Session, image: Image, { size, centered }: Placement): Promise<Float32Array> {
  const edge = Math.max(image.width, image.height);
  const rows = computeAxisSampling(image.height, edge, size, centered);
  const columns = computeAxisSampling(image.width, edge, size, centered);
  const perChannel = (weights: Float32Array) =>
    Float32Array.from({ length: weights.length * 3 }, (_, i) => weights[Math.floor(i / 3)]!);
  const before = [0, rows.before, columns.before];
  const after = [0, size - rows.before - rows.count, size - columns.before - columns.count];
  const { square } = await session.run({
    image: createTensor('uint8', image.pixels, [image.height, image.width, 3]),
    padding: createTensor('int64', BigInt64Array.from([...before, ...after], BigInt), [6]),
    rows_first: createTensor('int32', rows.first, [rows.count]),
    rows_second: createTensor('int32', rows.second, [rows.count]),
    rows_first_weight: createTensor('float32', rows.firstWeight, [rows.count, 1]),
    rows_second_weight: createTensor('float32', rows.secondWeight, [rows.count, 1]),
    columns_first: createTensor('int32', columns.first, [columns.count]),
    columns_second: createTensor('int32', columns.second, [columns.count]),
    columns_first_weight: createTensor('float32', perChannel(columns.firstWeight), [1, columns.count * 3]),
    columns_second_weight: createTensor('float32', perChannel(columns.secondWeight), [1, columns.count * 3]),
  });
  return square!.data as Float32Array;
}

interface Sampling {
  /** Number of samples at the beginning of the axis that lie outside the picture. */
  readonly before: number;
  readonly count: number;
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly firstWeight: Float32Array;
  readonly secondWeight: Float32Array;
}

/** Computes where an axis of `length` pixels, padded to `edge`, is sampled at `size` positions. */
function computeAxisSampling(length: number, edge: number, size: number, centered: boolean): Sampling {
  const shift = centered ? edge - length - Math.round((edge - length) / 2) : 0;
  const inside = (place: number) => (place >= 0 && place < length ? 1 : 0);
  const samples = Array.from({ length: size }, (_, i) => {
    const place = (i * edge) / size;
    const first = Math.floor(place);
    const second = Math.min(first + 1, edge - 1) - shift;
    const fraction = place - first;
    return { first: first - shift, second, firstWeight: 1 - fraction, secondWeight: fraction };
  }).map((sample) => ({
    first: Math.min(Math.max(sample.first, 0), length - 1),
    second: Math.min(Math.max(sample.second, 0), length - 1),
    firstWeight: sample.firstWeight * inside(sample.first),
    secondWeight: sample.secondWeight * inside(sample.second),
  }));
  const seen = (sample: (typeof samples)[number]) => sample.firstWeight + sample.secondWeight > 0;
  const before = samples.findIndex(seen);
  const used = samples.slice(before, samples.findLastIndex(seen) + 1);
  return {
    before,
    count: used.length,
    first: Int32Array.from(used, ({ first }) => first),
    second: Int32Array.from(used, ({ second }) => second),
    firstWeight: Float32Array.from(used, ({ firstWeight }) => firstWeight),
    secondWeight: Float32Array.from(used, ({ secondWeight }) => secondWeight),
  };
}

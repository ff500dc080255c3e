import { createTensor, openSession } from '../runtime/session';
import { throwIfCanceled } from '../shared/errors';
import { OnnxBuilder } from '../tensor/onnx/builder';

/** Vectors of length 1 in one array: [count, length]. */
export interface UnitVectors {
  readonly count: number;
  readonly length: number;
  readonly data: Float32Array;
}

/** Pairs of rows a[i] and b[i] with the cosine of their angle. */
export interface NeighborPairs {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly cosine: Float32Array;
}

/** Limits the cosines in memory to 32 MiB, whatever the number of vectors. */
const maxCosinesPerBlock = 2 ** 23;

/**
 * Returns the pairs in which one row is among the `k` nearest of the other and the cosine is at least `floor`; a pair may
 * occur twice. ONNX Runtime compares all rows with each other, a block of rows at a time.
 */
export async function findNearestNeighbors(
  vectors: UnitVectors,
  { k, floor, signal }: { readonly k: number; readonly floor: number; readonly signal: AbortSignal },
): Promise<NeighborPairs> {
  const { count, length, data } = vectors;
  const taken = Math.min(k + 1, count); // each row finds itself too
  const blockRows = Math.max(1, Math.floor(maxCosinesPerBlock / count));
  const session = await openSession(buildNeighborsGraph(length, taken), { memoryArena: false });
  const all = createTensor('float32', data, [count, length]);
  const pairs = new PairList();
  try {
    for (let first = 0; first < count; first += blockRows) {
      throwIfCanceled(signal);
      const rows = Math.min(blockRows, count - first);
      const block = data.subarray(first * length, (first + rows) * length);
      const { cosines, indices } = await session.run({ all, rows: createTensor('float32', block, [rows, length]) });
      pairs.add(first, cosines!.data as Float32Array, indices!.data as BigInt64Array, { taken, floor });
    }
  } finally {
    await session.release();
  }
  return pairs.finish();
}

/** Builds the graph that compares `rows` [m, length] with `all` [n, length] → the `k` greatest `cosines` of each row [m, k] and their `indices`. */
function buildNeighborsGraph(length: number, k: number): Uint8Array {
  const builder = new OnnxBuilder('nearest-neighbors');
  const rows = builder.input('rows', 'float32', ['m', length]);
  const all = builder.input('all', 'float32', ['n', length]);
  const products = builder.node('Gemm', [rows, all], { transB: 1 });
  builder.nodes('TopK', [products, builder.ints([k])], ['cosines', 'indices'], { axis: 1 });
  builder.output('cosines', 'float32', ['m', k]);
  builder.output('indices', 'int64', ['m', k]);
  return builder.bytes();
}

class PairList {
  readonly #a: number[] = [];
  readonly #b: number[] = [];
  readonly #cosine: number[] = [];

  add(
    firstRow: number,
    cosines: Float32Array,
    indices: BigInt64Array,
    { taken, floor }: { readonly taken: number; readonly floor: number },
  ): void {
    for (let i = 0; i < cosines.length; i++) {
      const row = firstRow + Math.floor(i / taken);
      const other = Number(indices[i]);
      if (other === row || cosines[i]! < floor) continue;
      this.#a.push(row);
      this.#b.push(other);
      this.#cosine.push(cosines[i]!);
    }
  }

  finish(): NeighborPairs {
    return { a: Int32Array.from(this.#a), b: Int32Array.from(this.#b), cosine: Float32Array.from(this.#cosine) };
  }
}

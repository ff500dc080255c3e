import { MaxHeap } from './maxHeap';
import type { NeighborPairs, UnitVectors } from './nearestNeighbors';

/**
 * Joins rows into clusters, always the two whose members are nearest on average, while the mean cosine over all pairs
 * between them is at least `threshold`: average linkage (Sokal and Michener 1958) restricted to the pairs given.
 *
 * The mean cosine of two clusters is the product of their sums over the product of their sizes, so no pair is kept. As
 * clusters grow, the mean of a union never exceeds the greater mean of its parts: what stands in the heap is an upper
 * bound, and is computed anew only when it comes to the top.
 *
 * `weights` says how many faces each row stands for, and `sums` is their sum; both grow in place.
 * @returns the cluster of each row: the number of a row in it
 */
export function joinByAverageLinkage(
  sums: UnitVectors,
  weights: Float64Array,
  pairs: NeighborPairs,
  threshold: number,
): Int32Array {
  const clusters = new Clusters(sums, weights);
  const heap = new MaxHeap(Float64Array.from(pairs.cosine, (_, i) => clusters.meanCosine(pairs.a[i]!, pairs.b[i]!)));
  for (let pair = heap.pop(); pair !== undefined; pair = heap.pop()) {
    const a = clusters.find(pairs.a[pair]!);
    const b = clusters.find(pairs.b[pair]!);
    if (a === b) continue;
    const mean = clusters.meanCosine(a, b);
    if (mean < threshold) continue;
    if (mean < heap.top) heap.push(pair, mean);
    else clusters.join(a, b);
  }
  return Int32Array.from({ length: sums.count }, (_, row) => clusters.find(row));
}

/** Disjoint sets with the sum and the number of their members. */
class Clusters {
  readonly #parent: Int32Array;

  constructor(
    readonly sums: UnitVectors,
    readonly weights: Float64Array,
  ) {
    this.#parent = Int32Array.from({ length: sums.count }, (_, row) => row);
  }

  find(row: number): number {
    while (this.#parent[row] !== row) {
      this.#parent[row] = this.#parent[this.#parent[row]!]!;
      row = this.#parent[row]!;
    }
    return row;
  }

  join(a: number, b: number): void {
    const { data, length } = this.sums;
    for (let i = 0; i < length; i++) data[a * length + i]! += data[b * length + i]!;
    this.weights[a]! += this.weights[b]!;
    this.#parent[b] = a;
  }

  meanCosine(a: number, b: number): number {
    const { data, length } = this.sums;
    let product = 0;
    for (let i = 0; i < length; i++) product += data[a * length + i]! * data[b * length + i]!;
    return product / (this.weights[a]! * this.weights[b]!);
  }
}

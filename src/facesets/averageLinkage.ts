import type { NeighborPairs, UnitVectors } from './nearestNeighbors';

/**
 * Merges rows into clusters by average linkage (Sokal and Michener 1958), restricted to the given pairs: always the two
 * clusters whose members are nearest on average, while the mean cosine between them is at least `threshold`.
 *
 * The mean cosine of two clusters is the dot product of their sums divided by the product of their sizes, so pairs need
 * no storage. The mean of a merged cluster never exceeds the greater mean of its parts. A priority in the heap is
 * therefore an upper bound, and is recomputed only when it reaches the top.
 *
 * @param sums the sum of the vectors that each row represents; changed in place
 * @param weights how many vectors each row represents; changed in place
 * @returns for each row the number of a row that represents its cluster
 */
export function joinByAverageLinkage(
  sums: UnitVectors,
  weights: Float64Array,
  pairs: NeighborPairs,
  threshold: number,
): Int32Array {
  const clusters = new Clusters(sums, weights);
  const heap = new MaxHeap(
    Float64Array.from(pairs.cosine, (_, i) => clusters.computeMeanCosine(pairs.a[i]!, pairs.b[i]!)),
  );
  for (let pair = heap.pop(); pair !== undefined; pair = heap.pop()) {
    const a = clusters.find(pairs.a[pair]!);
    const b = clusters.find(pairs.b[pair]!);
    if (a === b) continue;
    const mean = clusters.computeMeanCosine(a, b);
    if (mean < threshold) continue;
    if (mean < heap.top) heap.push(pair, mean);
    else clusters.join(a, b);
  }
  return Int32Array.from({ length: sums.count }, (_, row) => clusters.find(row));
}

/** Disjoint sets with the sum and the count of their members. */
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

  computeMeanCosine(a: number, b: number): number {
    const { data, length } = this.sums;
    let product = 0;
    for (let i = 0; i < length; i++) product += data[a * length + i]! * data[b * length + i]!;
    return product / (this.weights[a]! * this.weights[b]!);
  }
}

/** A binary heap of numbered items, the greatest priority first. It never holds more items than at its start. */
class MaxHeap {
  readonly #items: Int32Array;
  readonly #priorities: Float64Array;
  #size: number;

  /** Creates a heap of the items 0, 1, … with these priorities. */
  constructor(priorities: Float64Array) {
    this.#priorities = Float64Array.from(priorities);
    this.#items = Int32Array.from(priorities, (_, item) => item);
    this.#size = priorities.length;
    for (let i = (this.#size >> 1) - 1; i >= 0; i--) this.#sink(i);
  }

  /** Returns the greatest priority; -Infinity when empty. */
  get top(): number {
    return this.#size > 0 ? this.#priorities[0]! : Number.NEGATIVE_INFINITY;
  }

  pop(): number | undefined {
    if (this.#size === 0) return undefined;
    const item = this.#items[0]!;
    this.#size--;
    this.#swap(0, this.#size);
    this.#sink(0);
    return item;
  }

  /** Adds an item that was popped before. */
  push(item: number, priority: number): void {
    let i = this.#size++;
    this.#items[i] = item;
    this.#priorities[i] = priority;
    for (let parent = (i - 1) >> 1; i > 0 && this.#priorities[parent]! < this.#priorities[i]!; parent = (i - 1) >> 1) {
      this.#swap(i, parent);
      i = parent;
    }
  }

  #sink(i: number): void {
    for (;;) {
      let greatest = i;
      for (let child = 2 * i + 1; child <= 2 * i + 2 && child < this.#size; child++)
        if (this.#priorities[child]! > this.#priorities[greatest]!) greatest = child;
      if (greatest === i) return;
      this.#swap(i, greatest);
      i = greatest;
    }
  }

  #swap(i: number, j: number): void {
    [this.#items[i], this.#items[j]] = [this.#items[j]!, this.#items[i]!];
    [this.#priorities[i], this.#priorities[j]] = [this.#priorities[j]!, this.#priorities[i]!];
  }
}

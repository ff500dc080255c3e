/** Numbered items, the one of greatest priority first (binary heap). Holds at most as many as it began with. */
export class MaxHeap {
  readonly #items: Int32Array;
  readonly #priorities: Float64Array;
  #size: number;

  /** Items 0, 1, … with these priorities. */
  constructor(priorities: Float64Array) {
    this.#priorities = Float64Array.from(priorities);
    this.#items = Int32Array.from(priorities, (_, item) => item);
    this.#size = priorities.length;
    for (let i = (this.#size >> 1) - 1; i >= 0; i--) this.#sink(i);
  }

  /** The greatest priority; -Infinity when empty. */
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

  /** Puts a popped item back. */
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

/** Takes the place of numbers that are not there: larger than any norm. */
const missingNorm = 3e38;

/** The norms of past gradients in order, for autoclip (tensor/gradientClipping). */
export class GradientNormHistory {
  readonly #ascending: number[];
  readonly #arrived: number[];

  /**
   * @param history steps that count, the one to come among them; 0 for all
   * @param before norms of earlier sessions in their order
   */
  constructor(
    private readonly percentile: number,
    private readonly history: number,
    before: ArrayLike<number> = [],
  ) {
    const usable = Array.from(before).filter((norm) => norm >= 0 && norm < missingNorm);
    this.#arrived = history === 0 ? usable : usable.slice(Math.max(0, usable.length - history + 1));
    this.#ascending = this.#arrived.toSorted((a, b) => a - b);
  }

  /** Those that count for the next step, as they came. */
  get arrivalOrder(): Float32Array {
    return Float32Array.from(this.#arrived);
  }

  add(norm: number): void {
    this.#ascending.splice(this.#placeOf(norm), 0, norm);
    this.#arrived.push(norm);
    if (this.history > 0 && this.#arrived.length >= this.history)
      this.#ascending.splice(this.#placeOf(this.#arrived.shift()!), 1);
  }

  /**
   * Where the percentile lies once the next norm is among them, with linear interpolation: the norms of before around
   * its place, ascending, and the fraction of the way from the place to the next.
   */
  get percentileNeighbors(): readonly [number, number, number, number] {
    const rank = (this.percentile / 100) * this.#ascending.length;
    const place = Math.floor(rank);
    const at = (index: number) => (index < 0 ? 0 : (this.#ascending[index] ?? missingNorm));
    return [at(place - 1), at(place), at(place + 1), rank - place];
  }

  /** Of the first norm that is not smaller. */
  #placeOf(norm: number): number {
    let [low, high] = [0, this.#ascending.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ascending[middle]! < norm) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

import type { Sample } from './sampleReader';

/**
 * Keeps samples in memory, as many as fit, and never evicts one: with a random order over more faces than fit, a cache
 * that evicts would drop the samples that are needed next.
 */
export class MemorySampleCache {
  readonly #kept = new Map<string, Promise<Sample | undefined>>();
  #bytesLeft: number;

  /**
   * @param read resolves to undefined for a face that cannot be used
   * @param sampleBytes bytes of one sample
   * @param budgetBytes most bytes of all samples
   */
  constructor(
    private readonly read: (file: string) => Promise<Sample | undefined>,
    private readonly sampleBytes: number,
    budgetBytes: number,
  ) {
    this.#bytesLeft = budgetBytes;
  }

  get(file: string): Promise<Sample | undefined> {
    const kept = this.#kept.get(file);
    if (kept !== undefined) return kept;
    const sample = this.read(file);
    if (this.#bytesLeft >= this.sampleBytes) {
      this.#bytesLeft -= this.sampleBytes;
      this.#kept.set(file, sample);
    }
    return sample;
  }

  /** Returns the sample of `files[index]`, or of the next file that is usable; undefined if none is. */
  async findUsable(files: readonly string[], index: number): Promise<Sample | undefined> {
    for (let i = 0; i < files.length; i++) {
      const sample = await this.get(files[(index + i) % files.length]!);
      if (sample) return sample;
    }
    return undefined;
  }
}

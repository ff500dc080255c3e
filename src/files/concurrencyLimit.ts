/** Limits how many tasks run at once. After the first failure, adding more tasks throws its error. */
export class ConcurrencyLimit {
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(readonly limit: number) {}

  /** Adds a task that already runs; resolves when another one may start. */
  async add(task: Promise<void>): Promise<void> {
    const watched: Promise<void> = task
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#running.delete(watched));
    this.#running.add(watched);
    while (this.#running.size >= this.limit) await Promise.race(this.#running);
    this.#throwFailure();
  }

  /** Resolves when all tasks have ended; throws the error of the first one that failed. */
  async drain(): Promise<void> {
    await Promise.all(this.#running);
    this.#throwFailure();
  }

  /** Resolves when all tasks have ended, whether they failed or not. */
  async settle(): Promise<void> {
    await Promise.all(this.#running);
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}

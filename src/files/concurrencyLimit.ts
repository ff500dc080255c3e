/** Lets up to `limit` tasks run at once; the first failure stops whoever adds more. */
export class ConcurrencyLimit {
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(readonly limit: number) {}

  /** Takes a task that runs already, and resolves when there is room for the next. */
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

  /** Resolves when all have ended; throws what the first one to fail threw. */
  async drain(): Promise<void> {
    await Promise.all(this.#running);
    this.#throwFailure();
  }

  /** Resolves when all have ended, however. */
  async settle(): Promise<void> {
    await Promise.all(this.#running);
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}

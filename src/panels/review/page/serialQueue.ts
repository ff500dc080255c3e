/**
 * Runs actions one after the other, at once when none is running. A key that is pressed while the host works so
 * applies to what is shown after that work.
 */
export class SerialQueue {
  readonly #onError: (error: unknown) => void;
  #last: Promise<void> | undefined;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  add(act: () => unknown): void {
    if (this.#last !== undefined) {
      this.#wait(this.#last.then(act));
      return;
    }
    try {
      const done = act();
      if (done instanceof Promise) this.#wait(done);
    } catch (error) {
      this.#onError(error);
    }
  }

  #wait(done: Promise<unknown>): void {
    const settled: Promise<void> = done.then(
      () => undefined,
      (error: unknown) => this.#onError(error),
    );
    const last = settled.then(() => {
      if (this.#last === last) this.#last = undefined;
    });
    this.#last = last;
  }
}

/** Steps a second over the last half minute or so, saving and previews included. */
export class StepRate {
  readonly #times: number[] = [];

  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly windowMs = 30_000,
  ) {}

  /** Counts a step that has just ended; undefined until there are two. */
  step(): number | undefined {
    const at = this.now();
    this.#times.push(at);
    while (this.#times.length > 2 && at - this.#times[0]! > this.windowMs) this.#times.shift();
    const elapsed = at - this.#times[0]!;
    return elapsed > 0 ? ((this.#times.length - 1) * 1000) / elapsed : undefined;
  }
}

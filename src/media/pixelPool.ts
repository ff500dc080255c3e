/** Buffers that go round: a frame's pixels are given back once nobody looks at them any more. */
export class PixelPool {
  readonly #free: Uint8Array[] = [];

  /** A buffer of exactly `length` bytes; its content is whatever it last held. */
  take(length: number): Uint8Array {
    const fits = this.#free.findIndex((buffer) => buffer.length === length);
    return fits < 0 ? new Uint8Array(length) : this.#free.splice(fits, 1)[0]!;
  }

  give(buffer: Uint8Array): void {
    this.#free.push(buffer);
  }
}

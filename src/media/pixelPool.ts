/** Buffers that go round: a frame's pixels are given back once nobody looks at them any more. */
export class PixelPool {
  readonly #free: Uint8Array[] = [];
  readonly #lent = new Set<Uint8Array>();

  /** A buffer of exactly `length` bytes; its content is whatever it last held. */
  take(length: number): Uint8Array {
    const fits = this.#free.findIndex((buffer) => buffer.length === length);
    const buffer = fits < 0 ? new Uint8Array(length) : this.#free.splice(fits, 1)[0]!;
    this.#lent.add(buffer);
    return buffer;
  }

  /** Takes a buffer back; one that came from elsewhere is left alone. */
  give(buffer: Uint8Array): void {
    if (this.#lent.delete(buffer)) this.#free.push(buffer);
  }
}

/**
 * Yields what `source` yields, while the next `depth` items are already being made: the maker works while the taker does.
 * An error comes at its place in the order.
 */
export async function* readAhead<T>(source: AsyncIterable<T>, depth: number): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const pending: Promise<IteratorResult<T>>[] = [];
  try {
    while (true) {
      while (pending.length <= depth) {
        const next = iterator.next();
        next.catch(() => undefined); // it is thrown when its turn comes
        pending.push(next);
      }
      const { done, value } = await pending.shift()!;
      if (done) return;
      yield value;
    }
  } finally {
    // Not awaited: it waits for the pending items, which whoever owns the source may have to cut off first.
    iterator.return?.().catch(() => undefined);
  }
}

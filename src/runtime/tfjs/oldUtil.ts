import util from 'node:util';

/** Of Node's module util: the first is gone since Node 23, the second is to go. tfjs-node 4.22 calls them in its kernels. */
const removed = {
  isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
  isArray: Array.isArray,
} as const;

/** Puts them back where they are missing, so that tfjs-node finds on a new Node what it finds on an old one. */
export function restoreRemovedUtil(): void {
  const shared = util as unknown as Record<string, unknown>;
  for (const [name, original] of Object.entries(removed)) shared[name] ??= original;
}

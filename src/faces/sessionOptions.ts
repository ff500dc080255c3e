import type { SessionOptions } from '../runtime/session';

/**
 * Returns the options of sessions for the small graphs of this layer. Their threads sleep while they wait, because video
 * decoders and encoders need the cores at the same time.
 * @param threads all cores when absent.
 */
export function createSessionOptions(threads?: number): SessionOptions {
  return { idleThreads: 'sleep', ...(threads ? { threads } : {}) };
}

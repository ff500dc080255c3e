import type { SessionOptions } from '../runtime/session';

/**
 * How the small graphs of this layer run: decoders and encoders work at the same time, and threads that spin while they
 * wait would take the cores from them.
 * @param threads all cores when absent.
 */
export function createSessionOptions(threads?: number): SessionOptions {
  return { idleThreads: 'sleep', ...(threads ? { threads } : {}) };
}

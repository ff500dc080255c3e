import { homedir } from 'node:os';
import { join } from 'node:path';

/** Returns the folder for files that can be created or downloaded again: `FACESWAP_CACHE` or `~/.cache/faceswap-workbench`. */
export function resolveCacheFolder(): string {
  return process.env.FACESWAP_CACHE || join(homedir(), '.cache', 'faceswap-workbench');
}

/**
 * Returns the user's folder for files that outlive a process: journals of jobs without a project, queues, sockets. It is
 * `FACESWAP_STATE`, or `faceswap-workbench` in the user's state folder (XDG base directory specification).
 */
export function resolveStateFolder(): string {
  const state = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
  return process.env.FACESWAP_STATE || join(state, 'faceswap-workbench');
}

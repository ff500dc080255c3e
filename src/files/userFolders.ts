import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where what can be made or fetched again is kept: `FACESWAP_CACHE`, or `~/.cache/faceswap-workbench`. */
export function resolveCacheFolder(): string {
  return process.env.FACESWAP_CACHE || join(homedir(), '.cache', 'faceswap-workbench');
}

import { homedir } from 'node:os';
import { join } from 'node:path';

/** The user's own folder for what outlives a program: journals without a project, queues, sockets. */
export function resolveStateFolder(): string {
  const state = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
  return process.env.FACESWAP_STATE || join(state, 'faceswap-workbench');
}

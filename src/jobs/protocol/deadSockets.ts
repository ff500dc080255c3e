import { once } from 'node:events';
import { readdir, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { hasErrorCode } from '../../shared/errors';
import { getJobSocketPath } from './jobSocket';

/** A socket is there a moment before somebody listens on it. */
const freshMs = 60_000;

/** Removes the sockets, beside that of the job in `folder`, on which nobody listens: their jobs were killed. */
export async function removeDeadSockets(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // a named pipe goes with its process
  const place = dirname(getJobSocketPath(folder));
  for (const name of await readdir(place).catch(() => [])) {
    const path = join(place, name);
    const facts = await stat(path).catch(() => undefined); // its job has just ended
    if (facts?.isSocket() && Date.now() - facts.mtimeMs > freshMs && (await isDead(path)))
      await rm(path, { force: true });
  }
}

async function isDead(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return false;
  } catch (error) {
    return hasErrorCode(error, 'ECONNREFUSED');
  } finally {
    socket.destroy();
  }
}

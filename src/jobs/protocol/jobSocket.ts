import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { chmod, lstat, readdir, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createFolder } from '../../files/createFolder';
import { getUserId, resolveStateFolder } from '../../files/userFolders';
import { hasErrorCode } from '../../shared/errors';

/** The system's limit is 108 bytes with the closing zero on Linux, 104 on macOS. */
const maxSocketPathBytes = 100;
/** A socket exists for a moment before its job listens on it. */
const deadAfterMs = 60_000;

/**
 * Returns where the job of `folder` listens. It is derived from the path of the folder, so that no file of a project, which
 * may have come from anywhere, decides where to connect to.
 */
export function getJobSocketPath(folder: string): string {
  const name = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\faceswap-${name}`;
  const path = join(resolveStateFolder(), 'sockets', name);
  if (Buffer.byteLength(path) <= maxSocketPathBytes) return path;
  return join(tmpdir(), `faceswap-${getUserId()}`, name);
}

/** Creates the folder of sockets, which only this user may read. @throws Error when it belongs to another user */
export async function prepareSocketFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = dirname(path);
  await createFolder(folder, 0o700);
  const stats = await lstat(folder);
  if (!stats.isDirectory() || stats.uid !== getUserId()) throw new Error(`${folder} belongs to another user`);
  if ((stats.mode & 0o077) !== 0) await chmod(folder, 0o700);
}

/**
 * Returns whether the socket at `path` is this user's, in a folder that only this user may change: the folder for sockets may
 * have to be one in the system's temporary folder, where anybody can be first.
 */
export async function isOwnSocket(path: string): Promise<boolean> {
  if (process.platform === 'win32') return true; // only its owner may use a named pipe of ours
  const uid = getUserId();
  try {
    const [folder, socket] = await Promise.all([lstat(dirname(path)), lstat(path)]);
    const isPrivate = folder.isDirectory() && folder.uid === uid && (folder.mode & 0o077) === 0;
    return isPrivate && socket.isSocket() && socket.uid === uid;
  } catch {
    return false; // not there yet, or gone
  }
}

/** Removes the socket of the job of `folder`, which a killed job has left. */
export async function removeSocket(folder: string): Promise<void> {
  if (process.platform !== 'win32') await rm(getJobSocketPath(folder), { force: true });
}

/** Removes the sockets in the folder of the socket of a job on which nobody listens, because their jobs were killed. */
export async function removeDeadSockets(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // a named pipe disappears with its process
  const socketFolder = dirname(getJobSocketPath(folder));
  for (const name of await readdir(socketFolder).catch(() => [])) {
    const path = join(socketFolder, name);
    const stats = await stat(path).catch(() => undefined); // its job has just ended
    if (stats?.isSocket() && Math.abs(Date.now() - stats.mtimeMs) > deadAfterMs && (await isDeadSocket(path)))
      await rm(path, { force: true });
  }
}

async function isDeadSocket(path: string): Promise<boolean> {
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

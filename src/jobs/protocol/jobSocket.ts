import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { resolveStateFolder } from '../../files/userFolders';

/** The system's limit is 108 bytes with the closing zero on Linux, 104 on macOS. */
const maxSocketPathBytes = 100;

/**
 * Where the job of `folder` listens. It follows from the folder's path, so that nothing that stands in a project, which
 * may have come from anywhere, says where to connect to.
 */
export function getJobSocketPath(folder: string): string {
  const name = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\faceswap-${name}`;
  const path = join(resolveStateFolder(), 'sockets', name);
  if (Buffer.byteLength(path) <= maxSocketPathBytes) return path;
  return join(tmpdir(), `faceswap-${userInfo().uid}`, name);
}

/** Removes what a killed job has left. */
export async function removeSocket(folder: string): Promise<void> {
  if (process.platform !== 'win32') await rm(getJobSocketPath(folder), { force: true });
}

/** Makes the folder of sockets, which is for this user's eyes only. @throws Error when somebody else has it. */
export async function prepareSocketFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const facts = await lstat(folder);
  if (!facts.isDirectory() || facts.uid !== userInfo().uid) throw new Error(`${folder} belongs to somebody else`);
  if ((facts.mode & 0o077) !== 0) await chmod(folder, 0o700);
}

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTemporaryPath } from './atomicFile';
import { createFolder } from './createFolder';
import { readRegularFile } from './regularFile';
import { resolveRealPath } from './storedPath';
import { resolveStateFolder } from './userFolders';

/**
 * A record in a project or a folder of faces may have come with it from anywhere. One that this user's programs wrote in
 * this place has a seal that only they can make: its key is in the user's own state folder.
 */
const keyBytes = 32;

/** Returns the seal of `content` in `folder`; undefined where the user's state folder cannot be used. */
export async function sealRecord(folder: string, content: string): Promise<string | undefined> {
  const key = (await readKey()) ?? (await createKey());
  return key && computeSeal(key, folder, content);
}

/** Returns whether `seal` is the one that {@link sealRecord} gives: the record is this user's own, in its place. */
export async function isOwnRecord(folder: string, content: string, seal: unknown): Promise<boolean> {
  const key = await readKey();
  if (!key || typeof seal !== 'string') return false;
  const [given, own] = [Buffer.from(seal), Buffer.from(computeSeal(key, folder, content))];
  return given.length === own.length && timingSafeEqual(given, own);
}

function computeSeal(key: Uint8Array, folder: string, content: string): string {
  return createHmac('sha256', key)
    .update(`${resolveRealPath(folder)}\n${content}`)
    .digest('hex');
}

const getKeyPath = () => join(resolveStateFolder(), 'seal.key');

async function readKey(): Promise<Buffer | undefined> {
  const key = await readRegularFile(getKeyPath(), keyBytes).catch(() => undefined);
  return key?.length === keyBytes ? key : undefined;
}

/** Creates the key; where several processes do so at once, all get that of the first. */
async function createKey(): Promise<Buffer | undefined> {
  const path = getKeyPath();
  const temporary = createTemporaryPath(path);
  try {
    await createFolder(resolveStateFolder(), 0o700);
    await writeFile(temporary, randomBytes(keyBytes), { flag: 'wx', mode: 0o600, flush: true });
    await link(temporary, path).catch(async () => {
      if (!(await readKey())) await rename(temporary, path); // damaged, or a file system without hard links
    });
  } catch {
    return undefined; // read-only or full: nothing gets a seal
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
  return await readKey();
}

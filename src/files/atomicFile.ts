import { createHash, randomInt } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createFolder } from './createFolder';
import { maxNameBytes, shortenFileName, temporaryStart } from './fileName';
import { isProcessAlive } from './processIdentity';
import { explainFileError } from './systemErrors';

/**
 * Writes a file so that it always has either its old or its new content, also after a kill or a power failure: temporary
 * file in the same folder, fsync, rename, fsync of the folder.
 * @throws UserError when the disk is full or the folder cannot be written.
 */
export async function writeFileAtomic(path: string, content: Uint8Array | string): Promise<void> {
  await writeAtomic(path, async (temporary) => {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/** Writes a file like {@link writeFileAtomic}, for content that `write` writes to the temporary path that it receives. */
export async function writeAtomic(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = createTemporaryPath(path);
  try {
    await createFolder(dirname(path));
    await write(temporary);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined); // the first error matters more
    throw explainFileError(error, path);
  }
}

/**
 * Creates a folder that exists with all of its content or not at all: `fill` writes into the temporary folder that it
 * receives.
 * @param temporary the temporary folder, from {@link createTemporaryPath}, if the caller needs to find it after a kill
 * @throws UserError when the disk is full or may not be written; Error when `path` exists and is not empty.
 */
export async function writeFolderAtomic(
  path: string,
  fill: (temporary: string) => Promise<void>,
  temporary: string = createTemporaryPath(path),
): Promise<void> {
  try {
    await createFolder(temporary);
    await fill(temporary);
    await syncFolder(temporary);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined); // the first error matters more
    throw explainFileError(error, path);
  }
}

/** Returns a temporary name next to `path` with its extension, by which writers such as ffmpeg choose the format. */
export function createTemporaryPath(path: string): string {
  return join(dirname(path), `${formatOwner()}.part-${shortenFinal(path)}`);
}

let count = randomInt(256);

/** Returns the start of a temporary name (see {@link temporaryStart}). */
function formatOwner(): string {
  count = (count + 1) % 256;
  return `.${toHex(process.pid % 2 ** 24, 6)}${toHex(count, 2)}${machine}`;
}

/** Stands for this machine in temporary names: a process of another one cannot be looked for. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 4);

const toHex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

/** Returns whether a name is temporary, and the process that chose it has ended; undefined where it is of another machine. */
export function isAbandonedName(name: string): boolean | undefined {
  const [, pid, owner = machine] = temporaryStart.exec(name) ?? [];
  if (pid === undefined) return false;
  return owner === machine ? !isProcessAlive(Number.parseInt(pid, 16)) : undefined;
}

/** Returns whether a name is a temporary one of the file or folder at `path`. */
export function isTemporaryNameFor(name: string, path: string): boolean {
  return isTemporaryName(name) && getNameOfFinal(name) === shortenFinal(path);
}

/** Returns the name of the file that a temporary one becomes; one that is too long is shortened. */
export function getNameOfFinal(name: string): string {
  return name.replace(temporaryStart, '');
}

const startBytes = '.000000000000.part-'.length;
const shortenFinal = (path: string) => shortenFileName(basename(path), maxNameBytes - startBytes);

/** Returns whether a name is from {@link createTemporaryPath}: such a file was left by a killed process. */
export function isTemporaryName(name: string): boolean {
  return temporaryStart.test(name);
}

/** Makes the entries of a folder survive a power failure. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // Windows cannot open a folder to sync it
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

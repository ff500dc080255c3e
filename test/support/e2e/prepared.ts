import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './vscode/paths';

/** `test/e2e/run.mjs` empties it, so that nothing is older than the build. */
const prepared = join(root, '.cache/test/prepared');

/** Returns a folder that `make` has filled. It is made once for all files of a run of the tests: copy it, never change it. */
export async function findPrepared(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(prepared, name);
  const begun = `${folder}.begun`;
  if (existsSync(folder)) return folder;
  await rm(begun, { recursive: true, force: true });
  await mkdir(begun, { recursive: true });
  await make(begun);
  await rename(begun, folder);
  return folder;
}

/** Fills a folder with a copy of what `make` makes. */
export async function copyPrepared(
  name: string,
  folder: string,
  make: (folder: string) => Promise<void>,
): Promise<void> {
  await cp(await findPrepared(name, make), folder, { recursive: true, preserveTimestamps: true });
}

import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

const stateFile = /^[\w-]+_state\.json$/;

/** Returns the newest complete copy beside a model that a snapshot or an archive has made; undefined when there is none. */
export async function findModelCopy(modelDir: string): Promise<string | undefined> {
  const [folder, name] = [dirname(resolve(modelDir)), basename(resolve(modelDir))];
  const names = await readdir(folder).catch(() => []); // it cannot be listed, so none can be named
  const copies = names
    .filter((other) => other.startsWith(`${name}_snapshot_`) || other.startsWith(`${name}_archived_`))
    .sort(new Intl.Collator('en', { numeric: true }).compare)
    .reverse();
  for (const copy of copies) {
    const files = await readdir(join(folder, copy)).catch(() => []); // no folder
    if (files.some((file) => stateFile.test(file))) return join(folder, copy);
  }
  return undefined;
}

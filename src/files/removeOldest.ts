import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Two clocks may differ by so much. */
const toleranceMs = 60_000;

/**
 * Removes the oldest files of a folder, so that `count` are left. Those dated in the future, as by a clock that was set back,
 * count as the oldest.
 */
export async function removeOldest(folder: string, count: number): Promise<void> {
  const paths = (await readdir(folder)).map((name) => join(folder, name));
  if (paths.length <= count) return;
  const aged = await Promise.all(paths.map(async (path) => ({ path, time: await readTime(path) })));
  const old = aged.sort((a, b) => b.time - a.time).slice(count);
  for (const { path } of old) await rm(path, { force: true });
}

async function readTime(path: string): Promise<number> {
  return await stat(path).then(
    ({ mtimeMs }) => (mtimeMs > Date.now() + toleranceMs ? 0 : mtimeMs),
    () => 0, // removed in the meantime
  );
}

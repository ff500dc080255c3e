import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTemporaryPath } from '../../../src/files/atomicFile';
import { sweepAbandoned, sweepFolder } from '../../../src/files/leftovers';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leftovers-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** More than a system has. */
const endedPid = 'ffffff';

async function plant(): Promise<{ readonly live: string; readonly elsewhere: string; readonly machine: string }> {
  const live = basename(createTemporaryPath(join(folder, 'a.png')));
  const machine = live.slice(9, 13);
  const elsewhere = `.${endedPid}00${machine === '0000' ? '1111' : '0000'}.part-a.png`;
  const names = [live, elsewhere, `.${endedPid}00${machine}.part-a.png`, `.${endedPid}00.part-a.png`, 'a.png'];
  for (const name of names) await writeFile(join(folder, name), 'half');
  return { live, elsewhere, machine };
}

test('a half written file goes when its process has ended; one of another machine, whose processes cannot be seen, after a week', async () => {
  const { live, elsewhere } = await plant();
  await sweepAbandoned(folder);
  expect((await readdir(folder)).sort()).toEqual([live, elsewhere, 'a.png'].sort());
  const eightDaysAgo = new Date(Date.now() - 8 * 24 * 3_600_000);
  await utimes(join(folder, elsewhere), eightDaysAgo, eightDaysAgo);
  await sweepAbandoned(folder);
  expect((await readdir(folder)).sort()).toEqual([live, 'a.png'].sort());
});

test('who holds the lock of a folder removes all that are half written', async () => {
  await plant();
  await sweepFolder(folder);
  expect(await readdir(folder)).toEqual(['a.png']);
});

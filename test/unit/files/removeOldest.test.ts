import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeOldest } from '../../../src/files/removeOldest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oldest-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the newest files stay; those dated in the future, before the clock was set back, count as the oldest', async () => {
  const hours = { future: 24, now: 0, hour: -1, day: -24 };
  for (const [name, offset] of Object.entries(hours)) {
    await writeFile(join(folder, name), '');
    const time = new Date(Date.now() + offset * 3_600_000);
    await utimes(join(folder, name), time, time);
  }
  await removeOldest(folder, 2);
  expect((await readdir(folder)).sort()).toEqual(['hour', 'now']);
});

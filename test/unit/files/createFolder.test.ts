import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFolder, createFolderNow } from '../../../src/files/createFolder';
import { explainSystemError } from '../../../src/files/systemErrors';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'create-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Both ways, which must say the same. */
const ways = { waiting: createFolder, 'without waiting': async (path: string) => createFolderNow(path) };
const catchSentence = async (path: string, create: (path: string) => Promise<void>) =>
  await create(path).then(
    () => 'created',
    (error: unknown) => (explainSystemError(error, '/fallback') as Error).message,
  );

test.each(Object.entries(ways))('a folder is created with those above it, and again: %s', async (_, create) => {
  for (let i = 0; i < 2; i++) await create(join(folder, 'a', 'b', 'c'));
  expect(statSync(join(folder, 'a', 'b', 'c')).isDirectory()).toBe(true);
  await symlink('a', join(folder, 'link'));
  await create(join(folder, 'link', 'd'));
  expect(existsSync(join(folder, 'a', 'd'))).toBe(true);
});

test.each(Object.entries(ways))('a file in the way is named: %s', async (_, create) => {
  await writeFile(join(folder, 'file'), '');
  expect(await catchSentence(join(folder, 'file', 'b', 'c'), create)).toContain(
    `${join(folder, 'file')} is a file, but a folder is needed there.`,
  );
});

test.skipIf(!existsSync('/proc/self')).each(Object.entries(ways))(
  'a place that takes no folders, as /proc, is an error, and not tried for ever: %s',
  async (_, create) => {
    expect(await catchSentence('/proc/none/below', create)).toMatch(/^The folder \/proc\/none cannot be created: /);
  },
);

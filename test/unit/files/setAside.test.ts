import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isSetAsideName, setAside } from '../../../src/files/setAside';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'set-aside-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('what is set aside in the same second, or by a clock that was set back, replaces nothing that was set aside before', async () => {
  const now = new Date();
  for (const text of ['one', 'two', 'three']) {
    await writeFile(join(folder, 'plan.json'), text);
    expect(await setAside(join(folder, 'plan.json'), 'it is damaged', now)).toContain('the work goes on');
  }
  const names = await readdir(folder);
  expect(names.filter(isSetAsideName)).toHaveLength(3);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  expect(texts.sort()).toEqual(['one', 'three', 'two']);
});

test('a file with the longest name that a disk takes can be set aside', async () => {
  const path = join(folder, 'x'.repeat(255));
  await writeFile(path, 'text');
  await setAside(path, 'it is damaged');
  expect((await readdir(folder)).map(isSetAsideName)).toEqual([true]);
});

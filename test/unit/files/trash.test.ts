import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { moveToTrash } from '../../../src/files/trash';
import { createTemporaryFolder } from '../../support/media/ffmpegClips';

it('moves files into a folder named by the time, keeps their folders, and never overwrites files there', async () => {
  const root = join(createTemporaryFolder(), 'faces');
  mkdirSync(join(root, 'person_000'), { recursive: true });
  const fill = (text: string) => {
    for (const name of ['a.png', 'person_000/a.png']) writeFileSync(join(root, name), text);
    return [join(root, 'a.png'), join(root, 'gone.png'), join(root, 'person_000', 'a.png')];
  };
  const now = new Date(2026, 10, 2, 3, 4, 5);
  const first = await moveToTrash(root, fill('first'), now);
  const second = await moveToTrash(root, fill('second'), now);
  expect(first).toBe(join(root, '.trash', '2026-11-02_03.04.05'));
  expect(readdirSync(root).sort()).toEqual(['.trash', 'person_000']);
  expect(readdirSync(first).sort()).toEqual(['a.png', 'person_000']);
  expect(readFileSync(join(first, 'person_000', 'a.png'), 'utf8')).toBe('first');
  expect(readFileSync(join(second, 'a.png'), 'utf8')).toBe('second');
});

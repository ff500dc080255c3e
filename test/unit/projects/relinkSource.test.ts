import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { addPerson, addSource } from '../../../src/projects/people';
import { createProject } from '../../../src/projects/project';
import { readOriginal, relinkSource } from '../../../src/projects/relinkSource';

test('a source whose original was moved is linked to its new place and keeps its name; a copy is left alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'relink-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const locate = (name: string) => join(folder, name);
  await createProject(folder);
  await addPerson(folder, { name: 'alice' });
  await writeFile(locate('clip.mp4'), 'film');
  const source = await addSource(folder, 'alice', locate('clip.mp4'));
  await mkdir(locate('elsewhere'));
  await rename(locate('clip.mp4'), locate('elsewhere/film.mov'));
  expect(await readOriginal(source)).toBe(locate('clip.mp4'));
  await relinkSource(folder, source, locate('elsewhere/film.mov'));
  expect(await readFile(source, 'utf8')).toBe('film');
  expect(await readdir(join(folder, 'people/alice/sources'))).toEqual(['clip.mp4']);
  await expect(relinkSource(folder, source, locate('elsewhere'))).rejects.toThrow(
    /is a folder, but clip\.mp4 was a video/,
  );
  const copy = join(folder, 'people/alice/sources/copy.mp4');
  await writeFile(copy, 'other film');
  await expect(relinkSource(folder, copy, locate('elsewhere/film.mov'))).rejects.toThrow(/no link to another one/);
  await expect(relinkSource(join(folder, 'other'), source, copy)).rejects.toThrow(/not in the folder of the project/);
});

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { addPerson, addSource } from '../../../src/projects/people';
import { createProject, readProject, writeProject } from '../../../src/projects/project';
import { removeFromProject, restoreToProject } from '../../../src/projects/removal';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'removal-'));
  await createProject(folder);
  for (const name of ['alice', 'bob', 'carol']) await addPerson(folder, { name, consent: `${name} agreed` });
  const models = [
    { name: 'ab', a: 'alice', b: 'bob', trainer: 'nimble' },
    { name: 'bc', a: 'bob', b: 'carol', trainer: 'nimble' },
  ];
  await writeProject(folder, { ...(await readProject(folder)), models });
  await mkdir(join(folder, 'models/ab'), { recursive: true });
  await writeFile(join(folder, 'models/ab/weights'), 'weights');
  await writeFile(join(folder, 'clip.mp4'), 'film');
  return () => rm(folder, { recursive: true, force: true });
});

test('a person goes to the trash with the models, and comes back as before', async () => {
  await addSource(folder, 'alice', join(folder, 'clip.mp4'));
  const before = await readFile(join(folder, 'faceswap.json'), 'utf8');
  const removed = await removeFromProject(folder, { people: ['alice'], models: ['ab'] });
  const { people, models } = await readProject(folder);
  expect([people.map(({ name }) => name), models.map(({ name }) => name)]).toEqual([['bob', 'carol'], ['bc']]);
  expect(existsSync(join(folder, 'people/alice'))).toBe(false);
  expect(await readFile(join(removed.trash, 'models/ab/weights'), 'utf8')).toBe('weights');
  await restoreToProject(removed);
  expect(await readFile(join(folder, 'faceswap.json'), 'utf8')).toBe(before);
  expect(await readFile(join(folder, 'people/alice/sources/clip.mp4'), 'utf8')).toBe('film');
  expect(await readFile(join(folder, 'models/ab/weights'), 'utf8')).toBe('weights');
  expect(existsSync(join(folder, '.trash'))).toBe(false);
});

test('of a linked video only the link goes; the way back is refused where a name is in use again', async () => {
  const link = await addSource(folder, 'alice', join(folder, 'clip.mp4'));
  const removed = await removeFromProject(folder, { paths: [link] });
  expect(await readFile(join(folder, 'clip.mp4'), 'utf8')).toBe('film');
  await addSource(folder, 'alice', join(folder, 'clip.mp4'));
  await expect(restoreToProject(removed)).rejects.toThrow(/clip\.mp4 exists again/);

  const model = await removeFromProject(folder, { models: ['ab'] });
  const person = await removeFromProject(folder, { people: ['alice'] });
  await expect(restoreToProject(model)).rejects.toThrow(/Put alice back first/);
  await addPerson(folder, { name: 'Alice' });
  await expect(restoreToProject(person)).rejects.toThrow(/"alice" is already in use/);
  expect((await readProject(folder)).models.map(({ name }) => name)).toEqual(['bc']);
});

test('nothing outside the project is moved, also not through a link', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'outside-'));
  await writeFile(join(outside, 'film.mp4'), 'film');
  await rm(join(folder, 'people/alice/sources'), { recursive: true });
  await symlink(outside, join(folder, 'people/alice/sources'));
  for (const path of [join(outside, 'film.mp4'), join(folder, 'people/alice/sources/film.mp4'), folder])
    await expect(removeFromProject(folder, { paths: [path] })).rejects.toThrow(/not in the folder of the project/);
  expect(await readdir(outside)).toEqual(['film.mp4']);
  await rm(outside, { recursive: true });
});

test('all is put back where a part cannot be moved', async () => {
  await rm(join(folder, 'models'), { recursive: true });
  await writeFile(join(folder, 'models'), 'a file where the models should be');
  await expect(removeFromProject(folder, { people: ['alice'], models: ['ab'] })).rejects.toThrow();
  expect(existsSync(join(folder, 'people/alice/faces'))).toBe(true);
  expect((await readProject(folder)).people).toHaveLength(3);
});

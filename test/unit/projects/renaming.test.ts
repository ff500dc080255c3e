import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { alignmentsVersion, readAlignments, writeAlignments } from '../../../src/facesets/alignments';
import { readFaceHeader } from '../../../src/facesets/facePng';
import { addPerson, addSource } from '../../../src/projects/people';
import { createProject, readProject, writeProject } from '../../../src/projects/project';
import { getAlignmentsFile } from '../../../src/projects/projectPaths';
import { assertNewFileName, renameFile, renameModel, renamePerson, renameSource } from '../../../src/projects/renaming';
import { writeFaces } from '../../support/e2e/treeProject';

let folder: string;
const locate = (...names: string[]) => join(folder, ...names);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renaming-'));
  await createProject(folder);
  for (const name of ['alice', 'bob']) await addPerson(folder, { name, consent: `${name} agreed` });
  const models = [{ name: 'ab', a: 'alice', b: 'bob', trainer: 'nimble' }];
  await writeProject(folder, { ...(await readProject(folder)), models });
  return () => rm(folder, { recursive: true });
});

test('a person and a model are renamed on the disk and wherever they are named', async () => {
  await writeFile(locate('people/alice/faces/1.png'), 'face');
  await renamePerson(folder, 'alice', 'Alice');
  await renamePerson(folder, 'Alice', 'anna');
  await renameModel(folder, 'ab', 'first try');
  expect(await readProject(folder)).toEqual({
    version: 1,
    people: [
      { name: 'anna', consent: 'alice agreed' },
      { name: 'bob', consent: 'bob agreed' },
    ],
    models: [{ name: 'first try', a: 'anna', b: 'bob', trainer: 'nimble' }],
  });
  expect(await readFile(locate('people/anna/faces/1.png'), 'utf8')).toBe('face');
  await expect(renamePerson(folder, 'anna', 'BOB')).rejects.toThrow(/already in use/);
  await expect(renamePerson(folder, 'anna', 'a/b')).rejects.toThrow(/not a valid name/);
  await mkdir(locate('people/left'));
  await expect(renamePerson(folder, 'anna', 'left')).rejects.toThrow(/left is there already/);
});

test('a video that is renamed keeps its faces: its frames have its name', async () => {
  await writeFile(locate('clip.mp4'), 'film');
  const source = await addSource(folder, 'alice', locate('clip.mp4'));
  await writeFaces(locate('people/alice/faces/person_000'), 1, 2);
  const alignments = getAlignmentsFile(folder, 'alice', source);
  const keys = ['clip_000001.mp4', 'clip_000002.mp4', 'clip_000003.mp4'];
  const frame = { faces: [], videoMeta: new Map() };
  await writeAlignments(alignments, {
    version: alignmentsVersion,
    frames: new Map(keys.map((key) => [key, frame] as const)),
  });
  const renamed = await renameSource(folder, 'alice', source, 'day_1.mp4');
  const { frames } = await readAlignments(getAlignmentsFile(folder, 'alice', renamed));
  expect([...frames.keys()]).toEqual(['day_1_000001.mp4', 'day_1_000002.mp4', 'day_1_000003.mp4']);
  const faces = locate('people/alice/faces/person_000');
  expect(await readdir(faces)).toEqual(['day_1_000001_0.png', 'day_1_000002_0.png']);
  const { source: origin } = await readFaceHeader(join(faces, 'day_1_000002_0.png'));
  expect(origin).toMatchObject({ sourceFilename: 'day_1_000002.mp4', originalFilename: 'day_1_000002_0.png' });
  expect(existsSync(alignments)).toBe(false);
  expect(await readFile(renamed, 'utf8')).toBe('film');
});

test('a result takes its still along; its ending stays, and no name is used twice', async () => {
  await mkdir(locate('swaps'));
  for (const name of ['a.mp4', 'a.preview.png', 'b.mp4']) await writeFile(locate('swaps', name), name);
  expect(await renameFile(locate('swaps/a.mp4'), 'best.mp4')).toBe(locate('swaps/best.mp4'));
  expect((await readdir(locate('swaps'))).sort()).toEqual(['b.mp4', 'best.mp4', 'best.preview.png']);
  const check = (name: string) => () => assertNewFileName(locate('swaps/best.mp4'), name);
  expect(check('best.mov')).toThrow(/must end with \.mp4/);
  expect(check('b.mp4')).toThrow(/already in use/);
  expect(check('.mp4')).toThrow(/not a valid name/);
  expect(check('../b2.mp4')).toThrow(/not a valid name/);
});

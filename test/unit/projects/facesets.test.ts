import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, expect, test } from 'vitest';
import { formatFacePngName, replaceFaceHeader } from '../../../src/facesets/facePng';
import { acquireLock } from '../../../src/files/lock';
import { addFaceset, findFacesets, moveCluster } from '../../../src/projects/facesets';
import { addPerson, setConsent } from '../../../src/projects/people';
import { createProject, readProject } from '../../../src/projects/project';
import { buildProjectJobs } from '../../../src/projects/requests';

let folder: string;
const resolveInProject = (...names: string[]) => join(folder, 'project', ...names);

const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#886644' } })
  .png()
  .toBuffer();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facesets-'));
  await createProject(resolveInProject());
  await addPerson(resolveInProject(), { name: 'alice', consent: 'her word' });
  await addPerson(resolveInProject(), { name: 'bob' });
  return () => rm(folder, { recursive: true });
});

/** A folder of `count` faces, as an extraction leaves them. */
async function makeFaces(path: string, count: number): Promise<string> {
  await mkdir(path, { recursive: true });
  const landmarks = Array.from({ length: 68 }, (_, i) => [i, i]);
  for (let index = 0; index < count; index++) {
    const frame = `clip_00000${index + 1}.mp4`;
    const originalFilename = formatFacePngName(frame, 0);
    const where = { sourceFilename: frame, sourceIsVideo: true, sourceFrameDims: [9, 9] as const };
    const source = { alignmentsVersion: 2.4, originalFilename, faceIndex: 0, ...where };
    const face = { x: 1, y: 1, w: 5, h: 5, landmarks, mask: {}, identity: {} };
    await writeFile(join(path, originalFilename), replaceFaceHeader(picture, { face, source }));
  }
  return path;
}

test('folders of faces are distinguished from folders of other images, also one level below', async () => {
  const images = join(folder, 'images');
  await mkdir(images);
  expect(await findFacesets(images)).toEqual([]);
  await writeFile(join(images, 'photo.png'), picture);
  expect(await findFacesets(images)).toEqual([]);
  expect(await findFacesets(join(images, 'photo.png'))).toEqual([]);
  const sorted = ['person_000', 'person_001'].map((name) => join(folder, 'sorted', name));
  for (const path of sorted) await makeFaces(path, 1);
  expect(await findFacesets(sorted[0]!)).toEqual([sorted[0]]);
  await mkdir(join(folder, 'sorted/other'));
  expect(await findFacesets(join(folder, 'sorted'))).toEqual(sorted);
});

test('faces from elsewhere are copied, beside those of the same name', async () => {
  const faces = await makeFaces(join(folder, 'faces'), 2);
  const added = [
    await addFaceset(resolveInProject(), 'bob', faces),
    await addFaceset(resolveInProject(), 'bob', faces),
  ];
  expect(added).toEqual([resolveInProject('people/bob/faces/faces'), resolveInProject('people/bob/faces/faces-2')]);
  for (const path of [faces, ...added]) expect(await readdir(path)).toHaveLength(2);
  await expect(addFaceset(resolveInProject(), 'bob', folder)).rejects.toThrow(/no face images/);
});

test('a cluster moves to another person in one step, unless a job is running or it is not in the project', async () => {
  const cluster = await makeFaces(resolveInProject('people/alice/faces/person_001'), 2);
  await expect(moveCluster(resolveInProject(), join(folder, 'people/alice/faces/x'), 'bob')).rejects.toThrow(
    /not a cluster/,
  );
  await expect(moveCluster(resolveInProject(), resolveInProject('people'), 'bob')).rejects.toThrow(/not a cluster/);
  await expect(moveCluster(resolveInProject(), `${resolveInProject('people/alice/faces')}/..`, 'bob')).rejects.toThrow(
    /not a cluster/,
  );
  const lock = await acquireLock(resolveInProject('.faceswap/lock'), 'faceswap sort');
  await expect(moveCluster(resolveInProject(), cluster, 'bob')).rejects.toThrow(/faceswap sort/);
  await lock.release();
  expect(await moveCluster(resolveInProject(), cluster, 'alice')).toBe(cluster);
  expect(await moveCluster(resolveInProject(), cluster, 'bob')).toBe(resolveInProject('people/bob/faces/person_001'));
  expect(existsSync(cluster)).toBe(false);
  expect(await readdir(resolveInProject('people/bob/faces/person_001'))).toHaveLength(2);
});

test('a consent note is changed and removed, and is written into converted files', async () => {
  const { people, models } = await readProject(resolveInProject());
  const model = { name: 'ab', a: 'alice', b: 'bob', trainer: 'nimble' };
  const project = { version: 1, people, models: [...models, model] };
  await writeFile(resolveInProject('faceswap.json'), JSON.stringify(project));
  await writeFile(resolveInProject('people/alice/sources/clip.mp4'), '');
  const readNotes = async () => {
    const [{ consentA, consentB } = {}] = await buildProjectJobs(resolveInProject(), 'convert', 'ab', {});
    return { consentA, consentB };
  };
  expect(await readNotes()).toEqual({ consentA: 'her word' });
  await setConsent(resolveInProject(), 'bob', '  his letter ');
  await setConsent(resolveInProject(), 'alice', ' ');
  expect(await readNotes()).toEqual({ consentB: 'his letter' });
  expect((await readProject(resolveInProject())).people).toEqual([
    { name: 'alice' },
    { name: 'bob', consent: 'his letter' },
  ]);
});

import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import { parseFaceHeader, replaceFaceHeader } from '../../../../src/facesets/facePng';
import type { FaceSurvey } from '../../../../src/facesets/survey/faceSurvey';
import { listFindings } from '../../../../src/facesets/survey/findings';
import { surveyFaces } from '../../../../src/facesets/survey/surveyFaces';
import { type Looks, writeTurnedFaces } from '../../../support/facesets/turnedFaces';
import { createIdentityVector, createJobContext } from '../../../support/stages/syntheticFaceset';

const root = mkdtempSync(join(tmpdir(), 'survey-'));
vi.stubEnv('FACESWAP_CACHE', join(root, 'cache'));
let made = 0;

async function writeSet(faces: readonly Looks[], film = 'film'): Promise<string> {
  const folder = join(root, String(made++));
  await writeTurnedFaces(folder, film, faces);
  return folder;
}

const survey = (folder: string) => surveyFaces(folder, createJobContext());
const repeat = (count: number, create: (index: number) => Looks): Looks[] =>
  Array.from({ length: count }, (_, i) => create(i));
const listNames = (a: FaceSurvey, b?: FaceSurvey) => listFindings(a, b).map(({ name, about }) => `${about} ${name}`);
const find = (a: FaceSurvey, b: FaceSurvey, name: string) =>
  listFindings(a, b).find((finding) => finding.name === name);

test('A that looks down in 12 % of its faces, and B that never does: said with the number', async () => {
  const a = await survey(await writeSet(repeat(25, (i) => ({ up: i < 3 ? -30 : i % 5, right: (i % 11) - 5 }))));
  const b = await survey(
    await writeSet(
      repeat(25, (i) => ({ up: (i % 7) - 3, right: (i % 11) - 5 })),
      'other',
    ),
  );
  const found = find(a, b, 'beyond-lookingDown')!;
  expect(found.text).toMatch(
    /^12 % of the faces of A look further down than those of B \(A to -3\d°, B to -\d°\): expect A to show/,
  );
  expect([...found.faces].sort((x, y) => x - y)).toEqual([0, 1, 2]);
  expect(listNames(a, b).filter((name) => name.startsWith('pair'))).toEqual(['pair beyond-lookingDown']);
  expect(listNames(b, a).filter((name) => name.startsWith('pair'))).toEqual([]);
});

test('a gap within the reach of B is said, too', async () => {
  const a = await survey(await writeSet(repeat(20, (i) => ({ right: i < 10 ? 0 : 40 }))));
  const b = await survey(
    await writeSet(
      repeat(20, (i) => ({ right: i < 10 ? -40 : 75 })),
      'other',
    ),
  );
  expect(find(a, b, 'lonely-pose')).toMatchObject({ share: 1 });
});

test('what one set lacks is said of it, and what it has is not', async () => {
  const wide = await survey(
    await writeSet(
      repeat(30, (i) => ({ right: 50 * Math.sin(i), up: 30 * Math.cos(2 * i), mouth: i % 3 === 0 ? 0.2 : -0.02 })),
    ),
  );
  expect(listNames(wide).filter((name) => name.startsWith('a no-'))).toEqual(['a no-closedEyes']);
  const still = await survey(await writeSet(repeat(20, () => ({}))));
  expect(listNames(still)).toEqual(
    expect.arrayContaining(['a few', 'a no-turnedLeft', 'a no-lookingDown', 'a no-openMouth']),
  );
  expect(listFindings(still).map(({ text }) => text)).toContain('No faces are turned beyond 40° to the left.');
});

test('copies that were compressed or brightened are near-duplicates; other pictures are none', async () => {
  const folder = await writeSet(repeat(6, (i) => ({ seed: i + 1, contrast: 0.7 })));
  const [first] = readdirSync(folder).sort();
  const png = readFileSync(join(folder, first!));
  const header = parseFaceHeader(png, first!);
  const copies = [sharp(png).jpeg({ quality: 60 }), sharp(png).webp({ quality: 80 }), sharp(png).linear(1.15, 4)];
  for (const [i, copy] of copies.entries())
    writeFileSync(
      join(folder, `z${i}.png`),
      replaceFaceHeader(
        await sharp(await copy.toBuffer())
          .resize(64, 64)
          .png()
          .toBuffer(),
        header,
      ),
    );
  const { originals } = await survey(folder);
  expect([...originals]).toEqual([0, 1, 2, 3, 4, 5, 0, 0, 0]);
});

test('faces of several people, once they are sorted, and the same person on both sides', async () => {
  const create = (person: number) => (i: number) => ({ identity: createIdentityVector(person, i) });
  const mixed = await survey(await writeSet([...repeat(12, create(1)), ...repeat(4, create(2))]));
  expect(listFindings(mixed).map(({ text }) => text)).toContain(
    '4 of 16 faces seem to be of other people (1). Sort the faces, and train with those of one person.',
  );
  const [same, other] = [
    await survey(await writeSet(repeat(8, create(1)))),
    await survey(await writeSet(repeat(8, create(3)))),
  ];
  expect(find(mixed, same, 'samePerson')!.text).toMatch(/same person \(cosine (1\.00|0\.9\d)\)/);
  expect(find(mixed, other, 'samePerson')).toBeUndefined();
});

test('copies of one set are the same faces, whatever they are called', async () => {
  const folder = await writeSet(repeat(5, (i) => ({ right: i })));
  const copy = join(root, 'copy');
  mkdirSync(copy);
  for (const [i, name] of readdirSync(folder).entries()) copyFileSync(join(folder, name), join(copy, `${i}.png`));
  const [a, b] = [await survey(folder), await survey(copy)];
  expect(find(a, b, 'sameFaces')!.text).toContain('contain the same faces');
});

test('what is no face with landmarks is left out and told; a folder without any is refused', async () => {
  const folder = await writeSet(repeat(3, () => ({})));
  const faces = readdirSync(folder);
  const png = readFileSync(join(folder, faces[0]!));
  writeFileSync(join(folder, 'damaged.png'), png.subarray(0, png.length - 40));
  writeFileSync(join(folder, 'foreign.png'), await sharp(png).png().toBuffer());
  const header = parseFaceHeader(png, 'x');
  const points = header.face.landmarks.map(() => [5, 5]);
  writeFileSync(
    join(folder, 'points.png'),
    replaceFaceHeader(png, { ...header, face: { ...header.face, landmarks: points } }),
  );
  writeFileSync(join(folder, 'photo.jpg'), 'a photo');
  symlinkSync('/nowhere', join(folder, 'link.png'));
  const found = await survey(folder);
  expect(found.faces).toHaveLength(3);
  expect(found.warnings).toEqual([
    expect.stringMatching(/^4 of 7 images in .* are left out/),
    expect.stringContaining('photo.jpg'),
  ]);
  const again = await survey(folder);
  expect(again).toEqual(found);

  const [empty, nested, photos, foreign] = ['empty', 'nested', 'photos', 'foreign'].map((name) => join(root, name));
  for (const path of [empty!, join(nested!, 'person_000'), photos!, foreign!]) mkdirSync(path, { recursive: true });
  copyFileSync(join(folder, faces[0]!), join(nested!, 'person_000', 'a.png'));
  writeFileSync(join(photos!, 'a.jpg'), 'a');
  copyFileSync(join(folder, 'foreign.png'), join(foreign!, 'a.png'));
  await expect(survey(empty!)).rejects.toThrow('There are no face images in');
  await expect(survey(nested!)).rejects.toThrow(`such as ${join(nested!, 'person_000')}`);
  await expect(survey(photos!)).rejects.toThrow('only images of other kinds, such as a.jpg');
  await expect(survey(foreign!)).rejects.toThrow('has no faceswap header');
  await expect(survey(join(root, 'missing'))).rejects.toThrow('does not exist');
  await expect(survey(join(folder, faces[0]!))).rejects.toThrow('is not a folder');
});

test('a second survey takes everything from the cache, and leaves no further file there', async () => {
  const folder = await writeSet(repeat(4, () => ({})));
  const first = await survey(folder);
  const cached = readdirSync(join(root, 'cache'), { recursive: true }).sort();
  expect(await survey(folder)).toEqual(first);
  expect(readdirSync(join(root, 'cache'), { recursive: true }).sort()).toEqual(cached);
});

import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { FaceHeader } from '../../../../src/facesets/facePng';
import { computeFacesetFigures } from '../../../../src/facesets/facesetFigures';
import { Random } from '../../../../src/tensor/random';
import { findFacesetWarnings } from '../../../../src/training/run/facesetWarnings';
import { type FacesetPair, type ModelState, swapFacesets } from '../../../../src/training/store/modelState';
import { createTurnedLandmarks, type Looks } from '../../../support/facesets/turnedFaces';
import { createFrontalHeader } from '../../../support/training/syntheticFaces';

const root = mkdtempSync(join(tmpdir(), 'faceset-warnings-'));
const [modelDir, folderA, folderB] = ['model', 'alice', 'bob'].map((name) => join(root, name)) as [
  string,
  string,
  string,
];
for (const folder of [folderA, folderB]) mkdirSync(folder);

/** Faces of a film, moved by `movement` of the size of a face from frame to frame. */
function makeFaces(film: string, count: number, movement = 0.02): FaceHeader[] {
  const random = new Random(5);
  const { face, source } = createFrontalHeader();
  return Array.from({ length: count }, (_, i) => ({
    face: { ...face, landmarks: face.landmarks.map(([x, y]) => [x! + 100 * movement * random.normal(), y!]) },
    source: { ...source, sourceFilename: `${film}_${String(i + 1).padStart(6, '0')}.mp4`, sourceIsVideo: true },
  }));
}

const many = { a: makeFaces('alice', 150), b: makeFaces('bob', 150) };

async function warn(
  faces: Readonly<Record<'a' | 'b', FaceHeader[]>>,
  state?: ModelState,
  folders = { folderA, folderB },
): Promise<string[]> {
  const figures = { a: computeFacesetFigures(faces.a), b: computeFacesetFigures(faces.b) };
  const faceCount = { a: faces.a.length, b: faces.b.length };
  return await findFacesetWarnings({ modelDir, ...folders }, { faceCount, figures }, state);
}

function makeState(faces: FacesetPair): ModelState {
  const session = { timestamp: 1, no_logs: false, batchsize: 1, iterations: 1, config: {}, faces };
  return { sessions: { '1': session } } as unknown as ModelState;
}

const describe = (name: string, faces: FaceHeader[]) => ({
  ...{ name, count: faces.length },
  fingerprint: computeFacesetFigures(faces).fingerprint,
});

it('two large facesets of different people are not mentioned', async () => {
  expect(await warn(many)).toEqual([]);
});

it('one face, few faces and copies of one picture are mentioned, each by its folder', async () => {
  const [one, few] = await warn({ a: many.a.slice(0, 1), b: many.b.slice(0, 20) });
  expect(one).toBe(`There is only one face in ${folderA}: a model needs hundreds of different ones. Extract more.`);
  expect(few).toMatch(/^There are only 20 faces in .*bob/);
  const copies = Array.from({ length: 300 }, () => many.a[0]!);
  const still = makeFaces('still', 300, 0.0005);
  const sentences = await warn({ a: copies, b: still });
  expect(sentences).toEqual(
    [folderA, folderB].map((folder) => expect.stringContaining(`300 faces in ${folder} are alike`)),
  );
});

it('one folder for both sides is mentioned, also by a link, and so are copies of the same faces', async () => {
  const link = join(root, 'link');
  symlinkSync(folderA, link);
  for (const other of [folderA, link])
    expect(await warn(many, undefined, { folderA, folderB: other })).toEqual([
      expect.stringMatching(/are the same folder/),
    ]);
  expect(await warn({ a: many.a, b: many.a })).toEqual([
    expect.stringMatching(/alice and .*bob contain the same faces/),
  ]);
});

it('A and B exchanged since the last training are mentioned, whatever the folders are called', async () => {
  const state = makeState({ a: describe('x', many.a), b: describe('y', many.b) });
  const exchanged = [expect.stringMatching(/was trained with the present faces of A as B/)];
  expect(await warn(many, state)).toEqual([]);
  expect(await warn({ a: many.b, b: many.a }, state)).toEqual(exchanged);
  expect(await warn({ a: many.a, b: many.b }, swapFacesets(state))).toEqual(exchanged);
  expect(await warn({ a: makeFaces('new', 120), b: many.b }, state)).toEqual([]);
  const old = makeState({ a: { name: 'bob', count: 9 }, b: { name: 'alice', count: 9 } });
  expect(await warn(many, old)).toEqual(exchanged);
});

it('faces of A to which none of B is similar are mentioned once, with the greatest share', async () => {
  const { face, source } = createFrontalHeader();
  const turn = (count: number, choose: (i: number) => Looks): FaceHeader[] =>
    Array.from({ length: count }, (_, i) => ({
      face: { ...face, landmarks: createTurnedLandmarks(choose(i)) },
      source: { ...source, sourceFilename: `${count}_${i}.png` },
    }));
  const b = turn(140, (i) => ({ up: (i % 9) - 4, right: (i % 13) - 6 }));
  const down = turn(150, (i) => ({ up: i % 10 < 2 ? -30 : (i % 9) - 4, right: (i % 13) - 6 }));
  const [sentence, ...others] = await warn({ a: down, b });
  expect(sentence).toMatch(
    /^20 % of the faces of A look further down than those of B \(A to -\d+°, B to -\d+°\): .* faceswap report shows these faces/,
  );
  expect(others).toEqual([]);
  expect(await warn({ a: b, b: down })).toEqual([]);
});

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import {
  type Alignments,
  alignmentsVersion,
  type FrameRecord,
  writeAlignments,
} from '../../../src/facesets/alignments';
import { type FaceHeader, formatFacePngName, readFaceHeader, replaceFaceHeader } from '../../../src/facesets/facePng';
import { getAlignmentsFile, getFacesFolder, getSourcesFolder } from '../../../src/projects/projectPaths';
import { makeTestClips } from './testClips';
import { root } from './vscode/paths';

const run = promisify(execFile);
const node = process.env.E2E_NODE ?? process.execPath;

interface Seed {
  readonly full: Uint8Array;
  readonly small: Uint8Array;
  readonly header: FaceHeader;
}

/** Faces of their full size come first, as many as a window shows at most; the others are small, to spare the disk. */
const fullFaces = 400;
const smallSize = 128;
const person = 'alice';
const clusters = ['person_000', 'person_001'] as const;

/**
 * Makes `folder` a project with the sorted faces of one video in which two people were found: two thirds of the faces are
 * the first one's, and each frame of the second shows the first too. The faces are real ones, copied with headers of
 * their own.
 */
export async function makeCopiedFaces(folder: string, count: number): Promise<void> {
  await writeFile(
    join(folder, 'faceswap.json'),
    JSON.stringify({ version: 1, people: [{ name: person, consent: 'a test clip' }], models: [] }),
  );
  const seeds = await extractSeeds();
  const frames = new Map<string, FrameRecord>();
  for (const cluster of clusters) await mkdir(join(getFacesFolder(folder, person), cluster), { recursive: true });
  for (let face = 0, frame = 1; face < count; frame++) {
    const key = `clip_${String(frame).padStart(6, '0')}.mp4`;
    const people = frame % 2 === 0 && face + 1 < count ? [1, 0] : [0];
    const records: FrameRecord['faces'][number][] = [];
    for (const [index, who] of people.entries()) {
      const seed = seeds[who]![frame % seeds[who]!.length]!;
      const { thumb: _thumb, ...record } = seed.header.face;
      records.push({ ...record, x: face });
      const header = createHeader(seed, { ...record, x: face }, key, index);
      const path = join(getFacesFolder(folder, person), clusters[who]!, formatFacePngName(key, index));
      await writeFile(path, replaceFaceHeader(face < fullFaces ? seed.full : seed.small, header));
      face++;
    }
    frames.set(key, {
      faces: records,
      videoMeta: new Map([
        ['pts_time', frame],
        ['keyframe', 0],
      ]),
    });
  }
  const alignments: Alignments = { version: alignmentsVersion, frames };
  const source = join(getSourcesFolder(folder, person), 'clip.mp4');
  await mkdir(getSourcesFolder(folder, person), { recursive: true });
  await writeFile(source, '');
  await writeAlignments(getAlignmentsFile(folder, person, source), alignments);
}

function createHeader({ header }: Seed, face: FaceHeader['face'], frame: string, index: number): FaceHeader {
  const source = {
    ...header.source,
    originalFilename: formatFacePngName(frame, index),
    faceIndex: index,
    sourceFilename: frame,
  };
  return { face, source };
}

/** Faces of the two people of the test clips, recognized, by person. */
async function extractSeeds(): Promise<Seed[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'faceswap-seeds-'));
  try {
    await makeTestClips(folder);
    const faceswap = (...args: string[]) =>
      run(node, [join(root, 'dist/cli.mjs'), ...args], {
        env: { ...process.env, FACESWAP_CACHE: process.env.FACESWAP_CACHE ?? join(root, '.cache/networks') },
      });
    const people: Seed[][] = [];
    for (const clip of ['a', 'b']) {
      const faces = join(folder, clip);
      await faceswap('extract', '--input', join(folder, `${clip}.mp4`), '--output', faces, '--every', '2');
      await faceswap('sort', '--input', faces, '--sort-by', 'face', '--group-by', 'face');
      const largest = join(faces, clusters[0]);
      const names = (await readdir(largest)).filter((name) => name.endsWith('.png'));
      people.push(await Promise.all(names.map((name) => readSeed(join(largest, name)))));
    }
    return people;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readSeed(path: string): Promise<Seed> {
  const [full, header] = await Promise.all([readFile(path), readFaceHeader(path)]);
  const small = await sharp(full).resize(smallSize, smallSize).png().toBuffer();
  return { full, small, header };
}

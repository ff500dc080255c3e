import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import {
  type Alignments,
  alignmentsVersion,
  type FrameRecord,
  writeAlignments,
} from '../../../src/facesets/alignments';
import { type FaceHeader, formatFacePngName, readFaceHeader, replaceFaceHeader } from '../../../src/facesets/facePng';
import { getAlignmentsFile, getFacesFolder, getSourcesFolder } from '../../../src/projects/projectPaths';
import { findPrepared } from './prepared';
import { makeProject } from './trainedProject';

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
  const seeds = await readSeeds();
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
async function readSeeds(): Promise<Seed[][]> {
  const project = await findPrepared('project', makeProject);
  const readPerson = async (name: string, clip: string) => {
    const folder = getFacesFolder(project, name);
    const files = (await readdir(folder, { recursive: true })).sort();
    const faces = files.filter((path) => new RegExp(`^(\\d+_)?${clip}_.*\\.png$`).test(basename(path)));
    return await Promise.all(faces.filter((_, index) => index % 2 === 0).map((path) => readSeed(join(folder, path))));
  };
  return [await readPerson('alice', 'a'), await readPerson('bob', 'b')];
}

async function readSeed(path: string): Promise<Seed> {
  const [full, header] = await Promise.all([readFile(path), readFaceHeader(path)]);
  const small = await sharp(full).resize(smallSize, smallSize).png().toBuffer();
  return { full, small, header };
}

import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import sharp from 'sharp';
import { type Alignments, type FrameRecord, writeAlignments } from '../../../src/facesets/alignments';
import { type FaceHeader, formatFacePngName, readFaceHeader, replaceFaceHeader } from '../../../src/facesets/facePng';
import { isTemporaryName } from '../../../src/files/atomicFile';
import type { JobContext, JobEvent } from '../../../src/shared/jobEvents';
import { Random } from '../../../src/tensor/random';

/** A face of a made-up faceset. */
export interface MadeFace {
  readonly frame: string;
  readonly index: number;
  readonly identity?: readonly number[];
}

const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#886644' } })
  .png()
  .toBuffer();

/** Identity vectors of made-up people: 32 numbers, those of one person within a few degrees. */
export function createIdentityVector(person: number, sample: number): number[] {
  const random = new Random(1000 + person);
  const noise = new Random(sample);
  return Array.from({ length: 32 }, () => random.normal() + 0.05 * noise.normal());
}

/** Writes face PNGs with headers, and returns the alignments that belong to them. */
export async function makeFaceset(folder: string, faces: readonly MadeFace[]): Promise<Alignments> {
  const frames = new Map<string, FrameRecord>();
  for (const { frame, index, identity } of faces) {
    const landmarks = Array.from({ length: 68 }, (_, i) => [index * 100 + i, i / 2]);
    const face = { x: index, y: 0, w: 10, h: 10, landmarks, mask: {}, identity: {} };
    frames.set(frame, { faces: [...(frames.get(frame)?.faces ?? []), face], videoMeta: new Map() });
    const name = formatFacePngName(frame, index);
    const header: FaceHeader = {
      face: { ...face, identity: identity ? { made: identity } : {} },
      source: {
        alignmentsVersion: 2.4,
        originalFilename: name,
        faceIndex: index,
        sourceFilename: frame,
        sourceIsVideo: true,
        sourceFrameDims: [20, 20],
      },
    };
    await writeFaces(join(folder, name), replaceFaceHeader(picture, header));
  }
  return { version: 2.4, frames };
}

export async function makeAlignments(path: string, alignments: Alignments): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeAlignments(path, alignments);
}

/** All files below a folder, relative to it, sorted; what lies in the trash or is part of an unfinished file is not counted. */
export function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && !isTemporaryName(path.slice(path.lastIndexOf('/') + 1)));
  return paths
    .map((path) => relative(folder, path))
    .filter((path) => !path.startsWith('.trash'))
    .sort();
}

/** `file → frame index x`, by which a face is told whatever its name and number: x was its number when it was made. */
export async function readFacesetLines(folder: string): Promise<string[]> {
  const faces = listFiles(folder).filter((name) => name.endsWith('.png'));
  return Promise.all(
    faces.map(async (name) => {
      const { source, face } = await readFaceHeader(join(folder, name));
      return `${name} → ${source.sourceFilename} ${source.faceIndex} ${face.x}`;
    }),
  );
}

export function createJobContext(onEvent: (event: JobEvent) => void = () => undefined): JobContext {
  return { signal: new AbortController().signal, emit: onEvent };
}

async function writeFaces(path: string, png: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, png);
}

import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import sharp from 'sharp';
import { type FrameRecord, readAlignments, writeAlignments } from '../../../src/facesets/alignments';
import { formatFacePngName, readFaceHeader, replaceFaceHeader } from '../../../src/facesets/facePng';
import { readFaceFrames, reviewFolderName } from '../../../src/facesets/review/reviewFolder';
import { ReviewSession, type SessionOptions } from '../../../src/facesets/review/reviewSession';

const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#886644' } })
  .png()
  .toBuffer();

/** Faces of each frame: Ann alone, both, both the other way round, a stranger between them. */
const frames = [['ann'], ['ann', 'bob'], ['bob', 'ann'], ['ann', 'stranger', 'bob'], ['bob']] as const;
export const clusterNames = { ann: 'person_000', bob: 'person_001', stranger: 'unknown' } as const;

/**
 * A sorted faceset of three people and its alignments. Each face has a number, its box's x, by which it is told whatever
 * its file is called; its thumb is in the alignments only.
 */
export async function makeTwoPeople(folder: string): Promise<SessionOptions> {
  const root = join(folder, 'faces');
  const alignments = new Map<string, FrameRecord>();
  let number = 0;
  for (const [i, people] of frames.entries()) {
    const frame = `clip_00000${i + 1}.mp4`;
    const faces = people.map((_, index) => ({
      x: ++number,
      y: index,
      w: 10,
      h: 10,
      landmarks: Array.from({ length: 68 }, (_, point) => [number * 100 + point, point / 2]),
      mask: {},
      identity: {},
    }));
    for (const [index, face] of faces.entries()) {
      const source = {
        alignmentsVersion: 2.4,
        originalFilename: formatFacePngName(frame, index),
        faceIndex: index,
        sourceFilename: frame,
        sourceIsVideo: true,
        sourceFrameDims: [20, 20] as const,
      };
      const cluster = join(root, clusterNames[people[index]!]);
      await mkdir(cluster, { recursive: true });
      await writeFile(join(cluster, formatFacePngName(frame, index)), replaceFaceHeader(picture, { face, source }));
    }
    const withThumbs = faces.map((face) => ({ ...face, thumb: Uint8Array.of(face.x, 7) }));
    alignments.set(frame, {
      faces: withThumbs,
      videoMeta: new Map([
        ['pts_time', i],
        ['keyframe', 0],
      ]),
    });
  }
  const path = join(folder, 'clip_alignments.fsa');
  await writeAlignments(path, { version: 2.4, frames: alignments });
  return createSessionOptions(folder);
}

export function createSessionOptions(folder: string): SessionOptions {
  return {
    root: join(folder, 'faces'),
    alignments: [join(folder, 'clip_alignments.fsa')],
    lastCluster: 'unknown',
    findFrames: (session, faces) => readFaceFrames(session, faces),
    onWarning: () => undefined,
  };
}

export function openReview(folder: string): Promise<ReviewSession> {
  return ReviewSession.open(createSessionOptions(folder));
}

/** Numbers of the faces in a cluster of the model. */
export function listFacesIn(session: ReviewSession, name: string): number[] {
  const cluster = session.state.findCluster(name);
  return session.paths.flatMap((_, face) => (session.state.clusters[face] === cluster ? [face] : []));
}

/** Returns the state on disk as lines: where each face is, what its header says, and the faces of the alignments. */
export async function readDiskLines(folder: string): Promise<string[]> {
  const root = join(folder, 'faces');
  const lines: string[] = [];
  for (const path of listPngs(root)) {
    const { face, source } = await readFaceHeader(join(root, path));
    const place = path.replace(/^\.trash\/[^/]+\//, '.trash/…/');
    lines.push(`${place} is ${face.x}, ${source.sourceFilename} ${source.faceIndex} ${source.originalFilename}`);
  }
  const { frames } = await readAlignments(join(folder, 'clip_alignments.fsa'));
  for (const [frame, { faces }] of frames)
    lines.push(`${frame}: ${faces.map(({ x, thumb }) => `${x}${thumb ? `+${[...thumb]}` : ''}`).join(' ')}`);
  return lines.sort();
}

/** Returns contradictions: faces that the alignments have elsewhere or not at all, and faces in them without a file. */
export async function findContradictions(folder: string): Promise<string[]> {
  const root = join(folder, 'faces');
  const { frames } = await readAlignments(join(folder, 'clip_alignments.fsa'));
  const wanted = new Map<number, string>();
  for (const [frame, { faces }] of frames)
    for (const [index, { x }] of faces.entries()) wanted.set(x, `${frame} ${index}`);
  const wrong: string[] = [];
  for (const path of listPngs(root)) {
    const { face, source } = await readFaceHeader(join(root, path));
    const place = `${source.sourceFilename} ${source.faceIndex}`;
    const expected = path.startsWith('.trash/') ? undefined : place;
    if (wanted.get(face.x) !== expected) wrong.push(`${path} is ${place}, the alignments say ${wanted.get(face.x)}`);
    wanted.delete(face.x);
  }
  return [...wrong, ...Array.from(wanted, ([face, place]) => `${face} at ${place} has no file`)];
}

function listPngs(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.png') && statSync(join(root, name)).isFile())
    .map((name) => relative('.', name).split(sep).join('/'))
    .filter((name) => !name.startsWith(`${reviewFolderName}/`))
    .sort();
}

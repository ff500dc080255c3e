import { mkdirSync } from 'node:fs';
import { copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alignFace, computeCropMatrix } from '../../../src/faces/alignment';
import { listLandmarkPairs } from '../../../src/faces/landmarks';
import { warpImage } from '../../../src/faces/warp';
import { type Alignments, readAlignments, writeAlignments } from '../../../src/facesets/alignments';
import { replaceFaceHeader } from '../../../src/facesets/facePng';
import {
  addSourceRecord,
  describePlace,
  findSourceRecord,
  recordSource,
} from '../../../src/facesets/source/sourceRecord';
import type { Image } from '../../../src/media/frames';
import { openFrames } from '../../../src/media/openFrames';
import { cleanUp } from '../../../src/stages/cleanUp/run';
import { readSourceFaces } from '../../../src/stages/convert/run';
import { assertNoOtherFaces } from '../../../src/stages/extract/existingFaces';
import { encodeHead } from '../../../src/stages/extract/faceWriter';
import { createFaceAt } from '../../support/conversion/syntheticFace';
import { createTemporaryFolder, runFfmpeg } from '../../support/media/ffmpegClips';
import { createJobContext } from '../../support/stages/syntheticFaceset';

const folder = createTemporaryFolder();
const frameCount = 40;

/** Two films that have nothing in common but their name, each in a folder of its own, and changed copies of the first. */
const film = makeFilm('first', ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=20']);
const otherFilm = makeFilm('second', ['-f', 'lavfi', '-i', 'mandelbrot=size=320x240:rate=20']);
const remuxed = makeCopy('remuxed', 'mkv', ['-c', 'copy']);
const reencoded = makeCopy('reencoded', 'mp4', ['-crf', '35', '-vf', 'eq=brightness=0.05']);
const trimmed = makeCopy('trimmed', 'mp4', ['-vf', 'trim=start_frame=10,setpts=PTS-STARTPTS']);
const half = makeCopy('half', 'mp4', ['-vf', 'scale=160:120']);

function makeFilm(name: string, input: readonly string[]): string {
  mkdirSync(join(folder, name));
  const path = join(folder, name, 'clip.mp4');
  runFfmpeg(...input, '-frames:v', String(frameCount), '-pix_fmt', 'yuv420p', path);
  return path;
}

function makeCopy(name: string, ending: string, output: readonly string[]): string {
  mkdirSync(join(folder, name));
  const path = join(folder, name, `clip.${ending}`);
  runFfmpeg('-i', film, ...output, path);
  return path;
}

const points = createFaceAt(220, 150, 60);
const landmarks = listLandmarkPairs(points);
const face = { x: 190, y: 120, w: 60, h: 60, landmarks, mask: {}, identity: {} };

/** Cuts the head crop of the face, as extract does. */
const cutHead = (frame: Image) =>
  warpImage(frame, computeCropMatrix(alignFace(points), { size: 512, centering: 'head' }), 512, 512);

interface FilmFaces {
  readonly alignments: string;
  readonly faces: string;
}

/** Alignments and face images of a film: by this program with its record, or by faceswap with pictures of heads only. */
async function extractFilm(input: string, name: string, isOurs: boolean): Promise<FilmFaces> {
  const [alignments, faces] = [join(folder, `${name}.fsa`), join(folder, `${name}-faces`)];
  mkdirSync(faces);
  const source = await openFrames(input);
  const frames: Alignments['frames'] = new Map();
  for await (const frame of source.frames()) {
    const { png, thumb } = await encodeHead(await cutHead(frame));
    frames.set(frame.name, { faces: [{ ...face, thumb }], videoMeta: new Map() });
    const header = {
      alignmentsVersion: 2.4,
      ...{
        originalFilename: `clip_${frame.index}_0.png`,
        faceIndex: 0,
        sourceFilename: frame.name,
        sourceIsVideo: true,
      },
      sourceFrameDims: [frame.height, frame.width] as const,
    };
    const path = join(faces, `${frame.name.replace(/\.\w+$/, '')}_0.png`);
    if (frame.index % 10 === 3) await writeFile(path, replaceFaceHeader(png, { face, source: header }));
  }
  const meta = new Map([['version', 2.4]]);
  await writeAlignments(alignments, {
    version: 2.4,
    meta: isOurs
      ? addSourceRecord(
          meta,
          await recordSource(source, { every: 1, place: describePlace(source, { alignments, faces }) }),
        )
      : meta,
    frames,
  });
  return { alignments, faces };
}

const ours = await extractFilm(film, 'ours', true);
const theirs = await extractFilm(film, 'theirs', false);

async function check(alignments: string, input: string, acceptMismatch = false) {
  const warnings: string[] = [];
  const faces = await readSourceFaces({ alignments, acceptMismatch }, await openFrames(input), (message) =>
    warnings.push(message),
  );
  return { warnings, faces };
}

describe('alignments', () => {
  it.each([
    ['this program', ours],
    ['faceswap', theirs],
  ])('by %s fit their film, remuxed and encoded again, too', async (_, { alignments }) => {
    for (const input of [film, remuxed, reencoded]) expect((await check(alignments, input)).warnings).toEqual([]);
  });

  it.each([
    ['another film of the same size and length', otherFilm, /3 of 3 compared frames of clip\.mp4 look different/],
    ['a trimmed film', trimmed, /made from 40 frames, but the input has 30/],
    ['a film of half the size', half, /made from frames of 320 x 240 pixels, but those of the input have 160 x 120/],
  ])('with a record are refused for %s, with both sides and what to do', async (_, input, both) => {
    const checking = check(ours.alignments, input);
    await expect(checking).rejects.toThrow(both);
    await expect(checking).rejects.toThrow(/ours\.fsa does not fit .*clip\..*Extract .* again.*--accept-mismatch/);
    const { warnings } = await check(ours.alignments, input, true);
    expect(warnings[0]).toMatch(both);
  });

  it.each([
    ['another film', otherFilm, /compared faces look different/],
    ['a trimmed film', trimmed, /frames up to number 40, but the input has 30/],
    ['a film of half the size', half, /40 of its 40 faces lie outside .* 160 x 120 pixels/],
  ])('of faceswap are refused for %s', async (_, input, reason) => {
    await expect(check(theirs.alignments, input)).rejects.toThrow(reason);
  });

  it('that are accepted for a film of half the size have their points scaled', async () => {
    const { faces } = await check(ours.alignments, half, true);
    expect(Array.from(faces.getFaces('clip_000001.mp4')[0]!.subarray(0, 2))).toEqual(
      Array.from(points.subarray(0, 2), (value) => Math.fround(value / 2)),
    );
  });

  it('keep their record when they are cleaned up', async () => {
    const here = await extractFilm(film, 'cleaned', true);
    await rm(join(here.faces, 'clip_000004_0.png'));
    await cleanUp(here, createJobContext());
    const record = findSourceRecord(await readAlignments(here.alignments));
    expect(record).toMatchObject({ name: 'clip.mp4', frameCount: 40, place: { faces: 'cleaned-faces' } });
  });
});

describe('faces of two films of one name', () => {
  const assertFree = async (input: string, alignments = join(folder, 'new.fsa')) => {
    const source = await openFrames(input);
    const place = describePlace(source, { alignments, faces: ours.faces });
    await assertNoOtherFaces(ours.faces, source, { alignments, place });
  };

  it('are not replaced by extracting the other one into the same folder', async () => {
    await expect(assertFree(film)).resolves.toBeUndefined();
    await expect(assertFree(reencoded)).resolves.toBeUndefined();
    const extracting = assertFree(otherFilm);
    await expect(extracting).rejects.toThrow(/already has 4 face images of another source named clip.* look different/);
    await expect(assertFree(half)).rejects.toThrow(
      /their frames have 320 x 240 pixels, but those of the input have 160 x 120/,
    );
  });

  it('are replaced when the film itself has been replaced', async () => {
    const kept = join(folder, 'kept.mp4');
    await rename(film, kept);
    await copyFile(half, film);
    await expect(assertFree(film, ours.alignments)).resolves.toBeUndefined();
    await rename(kept, film);
  });

  it('are told apart by a clean-up', async () => {
    const small = await extractFilm(half, 'small', true);
    const before = await readFile(ours.alignments);
    await expect(cleanUp({ ...ours, faces: small.faces }, createJobContext())).rejects.toThrow(
      /4 of 4 face images in .*small-faces are of another source than .*ours\.fsa.*160 x 120 .* 320 x 240/,
    );
    expect((await readFile(ours.alignments)).equals(before)).toBe(true);
    await rm(join(ours.faces, 'clip_000004_0.png'));
    expect(await cleanUp(ours, createJobContext())).toMatchObject({ faces: 3 });
  });
});

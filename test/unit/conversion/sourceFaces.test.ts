import { describe, expect, it } from 'vitest';
import { matchFacesToSource } from '../../../src/conversion/sourceFaces';
import { listLandmarkPairs } from '../../../src/faces/landmarks';
import type { Alignments } from '../../../src/facesets/alignments';
import type { FrameSource } from '../../../src/media/frames';
import { UserError } from '../../../src/shared/errors';
import { createFaceAt } from '../../support/conversion/syntheticFace';

function createAlignments(
  faces: Readonly<Record<string, number>>,
  landmarks = listLandmarkPairs(createFaceAt(50, 50, 20)),
): Alignments {
  const face = { x: 0, y: 0, w: 9, h: 9, landmarks, mask: {}, identity: {} };
  const frames = Object.entries(faces).map(
    ([name, count]) => [name, { faces: Array(count).fill(face), videoMeta: new Map() }] as const,
  );
  return { version: 2.4, frames: new Map(frames) };
}

const info = {
  width: 9,
  height: 9,
  frameRate: { numerator: 25, denominator: 1 },
  contents: {
    ...{ formatName: 'mov', startSeconds: 0, videoIndex: 0, videoStartSeconds: 0 },
    ...{ videoTags: {}, tags: {}, chapterCount: 0, unnamedChapters: [], tracks: [] },
  },
};
const yieldNothing = async function* () {};
const video: FrameSource = {
  kind: 'video',
  path: '/v/clip.mp4',
  info: { ...info, frameCount: 3 },
  frames: yieldNothing,
};
const images: FrameSource = {
  kind: 'images',
  path: '/v/stills',
  imageNames: ['a.jpg', 'a.png', 'b.png'],
  frames: yieldNothing,
};

function countFaces(file: Alignments, source: FrameSource, ...names: string[]): number[] {
  const faces = matchFacesToSource(file, '/v/x.fsa', source);
  return names.map((name) => faces.getFaces(name).length);
}

describe('the faces of a source', () => {
  it('are found by the frame’s name, also where an older file calls it .png', () => {
    const [one, two] = ['clip_000001.mp4', 'clip_000002.mp4'];
    expect(countFaces(createAlignments({ [one]: 2 }), video, one, two)).toEqual([2, 0]);
    expect(countFaces(createAlignments({ 'clip_000002.png': 1 }), video, one, two)).toEqual([0, 1]);
  });

  it('of two images that differ in their extension alone are kept apart', () => {
    expect(countFaces(createAlignments({ 'a.jpg': 1, 'a.png': 2 }), images, 'a.jpg', 'a.png', 'b.png')).toEqual([
      1, 2, 0,
    ]);
  });

  it('are found whether a letter with an accent is one character or two', () => {
    const [one, two] = ['caf\u00e9', 'cafe\u0301'];
    const film = { ...video, path: `/v/${two}.mp4` };
    expect(countFaces(createAlignments({ [`${one}_000001.mp4`]: 1 }), film, `${two}_000001.mp4`)).toEqual([1]);
    const stills = { ...images, imageNames: [`${one}.png`] };
    expect(countFaces(createAlignments({ [`${two}.png`]: 2 }), stills, `${one}.png`)).toEqual([2]);
  });

  it('of a renamed video are refused with the name that it had', () => {
    const alignments = createAlignments({ 'before_000001.mp4': 1, 'before_000002.mp4': 1 });
    expect(() => matchFacesToSource(alignments, '/v/x.fsa', video)).toThrow('rename it to before.mp4.');
  });

  it('of another video are refused in a sentence that has the counts', () => {
    const tryMismatch = () =>
      matchFacesToSource(createAlignments({ 'other_000001.mp4': 1, 'other_000002.mp4': 1 }), '/v/x.fsa', video);
    expect(tryMismatch).toThrow(UserError);
    expect(tryMismatch).toThrow(
      /x\.fsa does not belong to \/v\/clip\.mp4: the input has none of its 2 frames .*other_000001.*clip_000001/,
    );
    expect(() => matchFacesToSource(createAlignments({ 'clip_000001.mp4': 0 }), '/v/x.fsa', video)).toThrow(
      /has no faces/,
    );
  });

  it('that fit in part are used, and the others are reported', () => {
    const partly = createAlignments({ 'clip_000003.mp4': 1, 'clip_000004.mp4': 1, 'clip_12.mp4': 1 });
    expect(matchFacesToSource(partly, '/v/x.fsa', video).warnings).toEqual([
      '2 of the 3 frames with faces in /v/x.fsa are not in /v/clip.mp4.',
    ]);
  });

  it.each([
    ['of four points', Array(4).fill([1, 2])],
    ['whose points fall on one spot', Array(68).fill([1, 2])],
    ['whose points lie beyond all numbers of a picture', Array(68).fill([1e39, 2])],
  ])('%s are not swapped, and are reported', (_, landmarks) => {
    const faces = matchFacesToSource(createAlignments({ 'clip_000001.mp4': 2 }, landmarks), '/v/x.fsa', video);
    expect(faces.getFaces('clip_000001.mp4')).toEqual([]);
    expect(faces.warnings[0]).toMatch(/^2 faces .* 68 landmarks/);
  });
});

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readFaceHeader, replaceFaceHeader } from '../../../src/facesets/facePng';
import { unpickle } from '../../../src/facesets/python/unpickle';
import { readPngHead } from '../../../src/media/pngChunks';
import { cleanUp } from '../../../src/stages/cleanUp/run';
import { Int, NumpyArray, type Python, pickleLikePython } from '../../support/facesets/pythonWriter';
import { createTemporaryFolder } from '../../support/media/ffmpegClips';
import { createJobContext, makeFaceset } from '../../support/stages/syntheticFaceset';

const folder = createTemporaryFolder();

const points = Float32Array.from({ length: 136 }, (_, i) => i / 4);

/** A face with a float for an int, an array of numpy, keys in another order, and keys that no program knows. */
function createOddFace(index: number): { readonly [key: string]: Python } {
  return {
    landmarks_xy: new NumpyArray('f4', [68, 2], new Uint8Array(points.buffer)),
    x: index,
    y: new Int(2),
    w: 10.5,
    h: new Int(4),
    mask: {
      odd: {
        stored_size: new Int(4),
        mask: new Uint8Array(deflateSync(new Uint8Array(16))),
        affine_matrix: [
          [new Int(1), 0, 0.5],
          [0, new Int(1), 0],
        ],
        interpolator: 2,
        made_by: 'somebody',
      },
    },
    identity: { other: [new Int(1), 0.5, new Int(-2)], plain: [0.25, 3] },
    note: [new Int(1), 2, true, { deep: 'yes' }],
  };
}

const oddFrames = (faces: readonly number[]): { readonly [key: string]: Python } => ({
  'a_000001.mp4': {
    video_meta: { keyframe: true, pts_time: 0.04, further: 'a key' },
    faces: faces.map(createOddFace),
    seen_by: 'the manual tool',
  },
  'a_000002.mp4': { faces: [], video_meta: { pts_time: 3, keyframe: false } },
  'a_000003.mp4': { faces: [], video_meta: { pts_time: new Int(3), keyframe: 1 } },
});

const oddFile = (version: number, faces: readonly number[]): { readonly [key: string]: Python } => ({
  __data__: oddFrames(faces),
  __meta__: { program: 'another', version },
  history: ['first', 'second'],
});

describe('clean-up of files by other programs', () => {
  it.each([2.4, 2.3, 2.1])('keeps everything but the removed face as it was, in version %d', async (version) => {
    const [alignments, faces] = [join(folder, `${version}.fsa`), join(folder, String(version))];
    await makeFaceset(
      faces,
      [0, 1, 2].map((index) => ({ frame: 'a_000001.mp4', index })),
    );
    await rm(join(faces, 'a_000001_1.png'));
    await writeFile(alignments, deflateSync(pickleLikePython(oddFile(version, [0, 1, 2]), 2)));
    expect(await cleanUp({ alignments, faces }, createJobContext())).toMatchObject({ faces: 2, removed: 1 });
    const written = unpickle(inflateSync(await readFile(alignments)));
    const expected = unpickle(pickleLikePython(oddFile(version, [0, 2]), 2));
    expect(written).toStrictEqual(expected);
    expect(listKeys(written)).toEqual(listKeys(expected));
  });

  it('keeps what it does not know in the headers of renumbered faces', async () => {
    const [alignments, faces] = [join(folder, 'headers.fsa'), join(folder, 'headers')];
    await makeFaceset(
      faces,
      [0, 1].map((index) => ({ frame: 'a_000001.mp4', index })),
    );
    await writeFile(alignments, deflateSync(pickleLikePython(oddFile(2.4, [0, 1]), 2)));
    const path = join(faces, 'a_000001_1.png');
    const header = await readFaceHeader(path);
    const extra = new Map([['tool', 'another']]);
    const source = { ...header.source, extra: new Map([['camera', new Map([['lens', 2.5]])]]) };
    await writeFile(path, replaceFaceHeader(await readFile(path), { ...header, source, extra }));
    const before = await readHeaderText(path);
    await rm(join(faces, 'a_000001_0.png'));
    await cleanUp({ alignments, faces }, createJobContext());
    const after = await readHeaderText(join(faces, 'a_000001_0.png'));
    expect(after).toBe(
      before.replace("'a_000001_1.png'", "'a_000001_0.png'").replace("'face_index': 1", "'face_index': 0"),
    );
    expect(after).toContain("'camera': {'lens': 2.5}");
    expect(after).toContain("'tool': 'another'");
  });
});

async function readHeaderText(path: string): Promise<string> {
  const chunk = readPngHead(await readFile(path)).chunks.find(({ type }) => type === 'iTXt');
  return Buffer.from(chunk!.data).toString().split('\0').at(-1)!;
}

/** Returns the keys of all dicts within a value, in their order. */
function listKeys(value: unknown): string[] {
  if (value instanceof Map) return [[...value.keys()].join(' '), ...[...value.values()].flatMap(listKeys)];
  return Array.isArray(value) ? value.flatMap(listKeys) : [];
}

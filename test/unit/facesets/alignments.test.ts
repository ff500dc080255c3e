import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { Alignments, FrameRecord } from '../../../src/facesets/alignments';
import { backupAlignments, readAlignments, writeAlignments } from '../../../src/facesets/alignments';
import { getDefaultAlignmentsPath } from '../../../src/facesets/alignmentsPath';
import type { FaceRecord } from '../../../src/facesets/faceRecord';
import { pickle } from '../../../src/facesets/python/pickle';
import { PythonFloat } from '../../../src/facesets/python/pythonValue';
import { UserError } from '../../../src/shared/errors';
import { Random } from '../../../src/tensor/random';
import { faceswapFrames, writeFaceswapFaceset } from '../../support/facesets/faceswapFaceset';
import { mutate } from '../../support/facesets/mutate';
import { hasNumpy, hasPython, runPython } from '../../support/facesets/python';
import { Int, NumpyArray, pickleLikePython } from '../../support/facesets/pythonWriter';

const folder = await mkdtemp(join(tmpdir(), 'alignments-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const faceswapFile = resolve('../shared/data/faceswap3/alignments.fsa');

const face: FaceRecord = {
  x: -3,
  y: 4,
  w: 50,
  h: 60,
  landmarks: Array.from({ length: 68 }, (_, i) => [i, i / 3]),
  mask: {
    'unet-dfl': {
      mask: new Uint8Array(deflateSync(new Uint8Array(16))),
      affineMatrix: [
        [1, 0, 0.5],
        [0, 1, -2],
      ],
      interpolator: 1,
      storedSize: 4,
      storedCentering: 'face',
    },
  },
  identity: { face_api_128: [0.25, -1, 2] },
  thumb: Uint8Array.of(255, 216, 0),
  extra: new Map([['note', [1, new PythonFloat(2)]]]),
};
const alignments: Alignments = {
  version: 2.4,
  meta: new Map([['version', 2.4]]),
  frames: new Map<string, FrameRecord>([
    ['12', { faces: [], videoMeta: new Map() }],
    [
      'clip_000001.mp4',
      {
        faces: [face, { ...face, x: 9 }],
        videoMeta: new Map([
          ['pts_time', 2 ** 40],
          ['keyframe', 1],
        ]),
      },
    ],
    ['3', { faces: [], videoMeta: new Map(), extra: new Map([['seen', true]]) }],
  ]),
};

/** Whether two files hold equal values of equal types, as Python's own unpickler loads them. */
function isEqualToPython(a: string, b: string): boolean {
  const program = `import pickle, zlib, sys
load = lambda path: repr(pickle.loads(zlib.decompress(open(path, 'rb').read())))
print(load(${JSON.stringify(a)}) == load(${JSON.stringify(b)}), end='')`;
  return runPython(program).toString() === 'True';
}

describe('alignments files', () => {
  it('are read as they were written, with the order of frames and unknown keys', async () => {
    const path = join(folder, 'own.fsa');
    await writeAlignments(path, alignments);
    const read = await readAlignments(path);
    expect(read).toEqual(alignments);
    expect([...read.frames.keys()]).toEqual(['12', 'clip_000001.mp4', '3']);
  });

  it.skipIf(!hasPython)('are plain dicts with faceswap’s names and types in Python (needs python3)', async () => {
    const path = join(folder, 'for-python.fsa');
    await writeAlignments(path, alignments);
    const program = `
import pickle, zlib, sys
root = pickle.loads(zlib.decompress(sys.stdin.buffer.read()))
face = root['__data__']['clip_000001.mp4']['faces'][1]
print(repr([root['__meta__'], list(root['__data__']), root['__data__']['clip_000001.mp4']['video_meta'], face['x'], face['landmarks_xy'][3],
  face['mask']['unet-dfl']['affine_matrix'], face['identity'], face['thumb'], face['note'], list(face)]), end='')`;
    expect(runPython(program, await readFile(path)).toString()).toBe(
      "[{'version': 2.4}, ['12', 'clip_000001.mp4', '3'], {'pts_time': 1099511627776, 'keyframe': 1}, 9, [3.0, 1.0], " +
        "[[1.0, 0.0, 0.5], [0.0, 1.0, -2.0]], {'face_api_128': [0.25, -1.0, 2.0]}, [255, 216, 0], [1, 2.0], " +
        "['x', 'y', 'w', 'h', 'landmarks_xy', 'mask', 'identity', 'thumb', 'note']]",
    );
  });

  it.skipIf(!existsSync(faceswapFile) || !hasPython)(
    'of faceswap itself are read, and written again equal in every value and type (needs ../shared and python3)',
    async () => {
      const read = await readAlignments(faceswapFile);
      expect([...read.frames.values()].flatMap((frame) => frame.faces)).toHaveLength(18);
      const path = join(folder, 'again.fsa');
      await writeAlignments(path, read);
      expect(await readAlignments(path)).toEqual(read);
      expect(isEqualToPython(faceswapFile, path)).toBe(true);
    },
  );

  it('as faceswap writes them are read, and their copies are the same to Python (which needs python3)', async () => {
    const written = join(folder, 'faceswap');
    await writeFaceswapFaceset(written);
    const original = join(written, 'alignments.fsa');
    const read = await readAlignments(original);
    expect(read.version).toBe(2.4);
    expect(Array.from(read.frames, ([frame, { faces }]) => ({ frame, count: faces.length }))).toEqual(faceswapFrames);
    const first = read.frames.get('group_a.jpg')!.faces[0]!;
    expect([first.x, first.y, first.w, first.h]).toEqual([40, 60, 120, 140]);
    expect(first.landmarks).toHaveLength(68);
    expect(first.mask['unet-dfl']).toMatchObject({
      affineMatrix: [
        [0.5, 0.25, 40],
        [-0.25, 0.5, 60],
        [0, 0, 1],
      ],
      interpolator: 2,
      storedSize: 128,
      storedCentering: 'face',
    });
    expect(inflateSync(first.mask['unet-dfl']!.mask)).toHaveLength(128 ** 2);
    expect(first.identity.vggface2).toHaveLength(8);
    expect([...first.thumb!]).toEqual([255, 216, 255, 0]);
    const copy = join(folder, 'copy.fsa');
    await writeAlignments(copy, read);
    expect(await readAlignments(copy)).toEqual(read);
    if (hasPython) expect(isEqualToPython(original, copy)).toBe(true);
  });

  it.each([2, 4] as const)('of faces without extras are read in protocol %i', async (protocol) => {
    const bare = { x: new Int(-70000), y: new Int(300), w: new Int(7), h: new Int(0), landmarks_xy: [[0.5, -1e-7]] };
    const root = {
      __meta__: { version: 2.3 },
      __data__: { 'é_1.png': { faces: [bare], video_meta: { pts_time: new Int(5) } } },
    };
    const path = join(folder, `bare-${protocol}.fsa`);
    await writeFile(path, deflateSync(pickleLikePython(root, protocol)));
    const { frames } = await readAlignments(path);
    expect(frames.get('é_1.png')).toMatchObject({
      faces: [{ x: -70000, y: 300, w: 7, h: 0, landmarks: [[0.5, -1e-7]], mask: {}, identity: {} }],
      videoMeta: new Map([['pts_time', 5]]),
    });
  });

  it('of old versions, with numpy arrays and faces as a list, are read', async () => {
    const points = Float32Array.from({ length: 136 }, (_, i) => i);
    const old = {
      x: new Int(1),
      y: new Int(2),
      w: new Int(3),
      h: new Int(4),
      landmarks_xy: new NumpyArray('f4', [68, 2], new Uint8Array(points.buffer)),
      mask: {
        old: {
          mask: new Uint8Array(deflateSync(new Uint8Array(16))),
          affine_matrix: [
            [1, 0, 0],
            [0, 1, 0],
          ],
          interpolator: new Int(2),
          stored_size: new Int(4),
        },
      },
      thumb: new NumpyArray('u1', [2], Uint8Array.of(255, 216)),
    };
    const root = { __meta__: { version: 2.1 }, __data__: { 'a.png': { faces: [old] }, 'b.png': [] } };
    const path = join(folder, 'old-by-tests.fsa');
    await writeFile(path, deflateSync(pickleLikePython(root, 2)));
    const read = await readAlignments(path);
    const face = read.frames.get('a.png')!.faces[0]!;
    expect(read.version).toBe(2.1);
    expect(read.frames.get('b.png')).toEqual({ faces: [], videoMeta: new Map(), keys: 'list' });
    expect([face.x, face.landmarks[67], [...face.thumb!]]).toEqual([1, [134, 135], [255, 216]]);
    expect(face.mask.old).toMatchObject({ interpolator: 2, storedSize: 4, storedCentering: 'face' });
  });

  it.skipIf(!hasNumpy)('of old versions by numpy itself are read (needs numpy)', async () => {
    const program = `
import pickle, zlib, sys, numpy as np
face = dict(x=np.int64(1), y=2, w=3, h=4, landmarks_xy=np.arange(136, dtype='f4').reshape(68, 2),
  mask=dict(old=dict(mask=zlib.compress(bytes(16)), affine_matrix=np.eye(2, 3), interpolator=2, stored_size=4)),
  thumb=np.array([255, 216], dtype='u1'))
data = {'a.png': {'faces': [face]}, 'b.png': []}
sys.stdout.buffer.write(zlib.compress(pickle.dumps({'__meta__': {'version': 2.1}, '__data__': data}, 2)))`;
    const path = join(folder, 'old.fsa');
    await writeFile(path, runPython(program));
    const read = await readAlignments(path);
    const old = read.frames.get('a.png')!.faces[0]!;
    expect(read.version).toBe(2.1);
    expect(read.frames.get('b.png')).toEqual({ faces: [], videoMeta: new Map(), keys: 'list' });
    expect([old.x, old.landmarks[67], [...old.thumb!]]).toEqual([1, [134, 135], [255, 216]]);
    expect(old.mask.old).toMatchObject({
      affineMatrix: [
        [1, 0, 0],
        [0, 1, 0],
      ],
      storedCentering: 'face',
    });
  });

  it.each<[string, Uint8Array]>([
    ['text', Buffer.from('hello')],
    ['nothing', new Uint8Array()],
    ['no dict', deflateSync(pickle([1]))],
    ['a version of the far future', deflateSync(pickle(new Map([['__meta__', new Map([['version', 9]])]])))],
    ['a version of the far past', deflateSync(pickle(new Map([['__meta__', new Map([['version', 1]])]])))],
    ['code to run', deflateSync(Buffer.from('\x80\x02cos\nsystem\n(X\x02\x00\x00\x00lst.', 'latin1'))],
    ['zeros without end', deflateSync(new Uint8Array(40_000_000))],
    ['a list a billion times', writeManyReferences()],
  ])('that hold %s are refused with the file’s name and what to do', async (_, content) => {
    const path = join(folder, 'bad.fsa');
    await writeFile(path, content);
    const reading = readAlignments(path);
    await expect(reading).rejects.toThrow(UserError);
    await expect(reading).rejects.toThrow(/bad\.fsa .*backup.*extract again/);
  });

  it('that are missing are reported', async () => {
    await expect(readAlignments(join(folder, 'none.fsa'))).rejects.toThrow(/no alignments file .*none\.fsa/);
  });

  it('are backed up under a name that tells when, and an older backup of the same second stays', async () => {
    const path = join(folder, 'clip_alignments.fsa');
    await writeFile(path, 'first');
    const now = new Date(2026, 2, 4, 5, 6, 7);
    const backup = await backupAlignments(path, now);
    await writeFile(path, 'second');
    expect(await backupAlignments(path, now)).toBe(backup);
    expect(backup).toBe(join(folder, 'clip_alignments_bk_2026-03-04_05.06.07.fsa'));
    expect(await readFile(backup, 'utf8')).toBe('first');
    expect((await readdir(folder)).filter((name) => name.includes('.part-'))).toEqual([]);
  });

  it('lie beside a video and inside a folder of images', () => {
    expect(getDefaultAlignmentsPath({ path: '/v/clip.mp4', kind: 'video' })).toBe(join('/v', 'clip_alignments.fsa'));
    expect(getDefaultAlignmentsPath({ path: '/v/frames', kind: 'images' })).toBe(join('/v/frames', 'alignments.fsa'));
  });

  it('that are damaged fail with a clear sentence, whatever the damage', async () => {
    const path = join(folder, 'fuzz.fsa');
    await writeAlignments(path, alignments);
    const whole = await readFile(path);
    const pickled = inflateSync(whole);
    const random = new Random(4);
    for (let i = 0; i < 500; i++) {
      await writeFile(path, i % 2 ? mutate(whole, random) : deflateSync(mutate(pickled, random), { level: 1 }));
      await readAlignments(path).catch((error: unknown) => expect(error).toBeInstanceOf(UserError));
    }
  });
});

/** A pickle whose unknown key is a list of ten times a list of ten times a list … nine levels deep. */
function writeManyReferences(): Uint8Array {
  const text = (value: string) => `X${String.fromCharCode(value.length)}\0\0\0${value}`;
  const dict = (key: string, value: string) => `}${text(key)}${value}s`;
  const put = (level: number) => `q${String.fromCharCode(level)}`;
  const levels = Array.from({ length: 9 }, (_, level) => {
    const below = `h${String.fromCharCode(level)}`.repeat(10);
    return `](${below}e${put(level + 1)}0`;
  });
  const frame = `${dict('faces', ']')}${text('unknown')}h\x09s`;
  const root = `${dict('__meta__', dict('version', 'K\x02'))}${text('__data__')}${dict('a.png', frame)}s`;
  return deflateSync(Buffer.from(`\x80\x02]${put(0)}0${levels.join('')}${root}.`, 'latin1'));
}

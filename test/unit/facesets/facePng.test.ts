import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { readAlignments } from '../../../src/facesets/alignments';
import type { FaceHeader } from '../../../src/facesets/facePng';
import {
  formatFacePngName,
  listFacePngs,
  parseFaceHeader,
  readFaceHeader,
  replaceFaceHeader,
  writeFaceHeader,
} from '../../../src/facesets/facePng';
import { encodeChunk, readPngHead } from '../../../src/media/pngChunks';
import { UserError } from '../../../src/shared/errors';
import { Random } from '../../../src/tensor/random';
import { writeFaceswapFaceset } from '../../support/facesets/faceswapFaceset';
import { mutate } from '../../support/facesets/mutate';
import { hasPython, runPython } from '../../support/facesets/python';

const folder = await mkdtemp(join(tmpdir(), 'face-png-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const faceset = resolve('../shared/data/faceswap3');
const hasFaceset = existsSync(faceset);

const png = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#663399' } })
  .png()
  .toBuffer();
const header: FaceHeader = {
  face: {
    x: 1,
    y: 2,
    w: 3,
    h: 4,
    landmarks: Array.from({ length: 68 }, (_, i) => [i + 0.5, i]),
    mask: {},
    identity: { face_api_128: Array.from({ length: 128 }, (_, i) => i / 7) },
  },
  source: {
    alignmentsVersion: 2.4,
    originalFilename: "it's_000001_0.png",
    faceIndex: 0,
    sourceFilename: "it's_000001.mp4",
    sourceIsVideo: true,
    sourceFrameDims: [720, 1280],
  },
};

describe('face PNGs', () => {
  it('return the header that was written, from all bytes and from the start of the file', async () => {
    const path = join(folder, 'a.png');
    await writeFile(path, png);
    await writeFaceHeader(path, header);
    await writeFaceHeader(path, { ...header, source: { ...header.source, faceIndex: 3 } });
    expect((await readFaceHeader(path)).source.faceIndex).toBe(3);
    expect(parseFaceHeader(replaceFaceHeader(png, header), 'a.png')).toEqual(header);
  });

  it('with a header of megabytes are read too', async () => {
    const path = join(folder, 'long.png');
    const long = {
      ...header,
      face: { ...header.face, identity: { long: Array.from({ length: 200_000 }, () => 0.125) } },
    };
    await writeFile(path, replaceFaceHeader(png, long));
    expect(await readFaceHeader(path)).toEqual(long);
  });

  it.skipIf(!hasPython)('have a header that Python’s literal_eval reads (needs python3)', () => {
    const chunk = readPngHead(replaceFaceHeader(png, header)).chunks.find(({ type }) => type === 'iTXt')!;
    const program = `import ast, sys
keyword, text = sys.stdin.buffer.read().split(bytes(5), 1)
value = ast.literal_eval(text.decode())
print([keyword, list(value), value['alignments']['landmarks_xy'][1], value['source']], end='')`;
    expect(runPython(program, chunk.data).toString()).toBe(
      "[b'faceswap', ['alignments', 'source'], [1.5, 1.0], {'alignments_version': 2.4, 'original_filename': \"it's_000001_0.png\", " +
        "'face_index': 0, 'source_filename': \"it's_000001.mp4\", 'source_is_video': True, 'source_frame_dims': [720, 1280]}]",
    );
  });

  it.each([
    { origin: 'as faceswap writes them', count: 7, isReal: false },
    ...(hasFaceset ? [{ origin: 'of faceswap itself, from ../shared,', count: 18, isReal: true }] : []),
  ])('$origin agree with their alignments and are written again byte for byte', async ({ count, isReal }) => {
    const faces = isReal ? faceset : join(folder, 'faceswap');
    if (!isReal) await writeFaceswapFaceset(faces);
    const { frames } = await readAlignments(join(faces, 'alignments.fsa'));
    const paths = await listFacePngs(faces);
    expect(paths).toHaveLength(count);
    for (const path of paths) {
      const read = await readFaceHeader(path);
      const { thumb: _, ...face } = frames.get(read.source.sourceFilename)!.faces[read.source.faceIndex]!;
      expect(read.face).toEqual(face);
      expect(basename(path)).toBe(formatFacePngName(read.source.sourceFilename, read.source.faceIndex));
      const bytes = await readFile(path);
      expect(bytes.equals(replaceFaceHeader(bytes, read))).toBe(true);
    }
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['another program saved', png, /bad\.png has no faceswap header.*extract the faces again/],
    [
      'that are cut',
      replaceFaceHeader(png, header).subarray(0, 300),
      /bad\.png is not a valid face PNG.*extract the faces again/,
    ],
    ['that are text', Buffer.from('hello'), /bad\.png is not a valid face PNG/],
    ['that are empty', new Uint8Array(), /bad\.png is not a valid face PNG/],
  ])('%s are reported with a clear sentence', async (_, content, sentence) => {
    const path = join(folder, 'bad.png');
    await writeFile(path, content);
    await expect(readFaceHeader(path)).rejects.toThrow(sentence);
    await expect(readFaceHeader(path)).rejects.toThrow(UserError);
  });

  it('are listed by name, subfolders when asked, hidden names and other files never', async () => {
    const faces = join(folder, 'faces');
    for (const path of ['b.png', 'a.PNG', 'c.txt', '.hidden.png', 'person_000/d.png', '.trash/x/e.png']) {
      await mkdir(join(faces, path, '..'), { recursive: true });
      await writeFile(join(faces, path), '');
    }
    const listNames = async (recursive: boolean) =>
      (await listFacePngs(faces, { recursive })).map((path) => path.slice(faces.length + 1));
    expect(await listNames(false)).toEqual(['a.PNG', 'b.png']);
    expect(await listNames(true)).toEqual(['a.PNG', 'b.png', join('person_000', 'd.png')]);
    await expect(listFacePngs(join(folder, 'none'))).rejects.toThrow(/none does not exist/);
  });

  it('of hundreds of thousands of chunks are read in a few steps', async () => {
    const chunk = encodeChunk({ type: 'tEXt', data: Buffer.from('a\0b') });
    const chunks = Buffer.concat(Array.from({ length: 200_000 }, () => chunk));
    const endOfSize = 33;
    const path = join(folder, 'chunks.png');
    await writeFile(path, Buffer.concat([png.subarray(0, endOfSize), chunks, png.subarray(endOfSize)]));
    await expect(readFaceHeader(path)).rejects.toThrow(UserError); // one chunk at a time it would take many minutes
  });

  it('that are damaged fail with a clear sentence, whatever the damage', () => {
    const random = new Random(6);
    const whole = replaceFaceHeader(png, header);
    for (let i = 0; i < 3000; i++) {
      try {
        parseFaceHeader(mutate(whole, random), 'x.png');
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }
  });
});

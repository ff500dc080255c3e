import { link, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, test } from 'vitest';
import { type FaceHeader, formatFacePngName, replaceFaceHeader } from '../../../../src/facesets/facePng';
import { createNumberPatch, type NumberPatch, renumberFace } from '../../../../src/facesets/review/renumberFace';
import { createTemporaryFolder } from '../../../support/media/ffmpegClips';

const frame = 'clip_000007.mp4';
const path = join(createTemporaryFolder(), 'face.png');
const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#886644' } })
  .png()
  .toBuffer();

function createNumberedFace(index: number): Uint8Array {
  const landmarks = Array.from({ length: 68 }, (_, point) => [point * 1.25, point / 3]);
  const face = { x: 1, y: 2, w: 30, h: 30, landmarks, mask: {}, identity: {} };
  const source: FaceHeader['source'] = {
    alignmentsVersion: 2.4,
    originalFilename: formatFacePngName(frame, index),
    faceIndex: index,
    sourceFilename: frame,
    sourceIsVideo: true,
    sourceFrameDims: [20, 20],
  };
  return new Uint8Array(replaceFaceHeader(picture, { face, source }));
}

const readContent = async () => new Uint8Array(await readFile(path));
const createPatch = async (index: number): Promise<NumberPatch> => (await createNumberPatch(path, { frame, index }))!;

beforeEach(async () => await writeFile(path, createNumberedFace(3)));

describe('a face that gets another number', () => {
  test('equals a new file with that number, although only a few bytes were written', async () => {
    const patch = await createPatch(2);
    expect(Buffer.from(patch.bytes, 'base64').length).toBeLessThan(300);
    await renumberFace(path, { frame, index: 2 }, patch);
    expect(await readContent()).toEqual(createNumberedFace(2));
  });

  test('is repaired by repeating it, however much of it was written', async () => {
    const patch = await createPatch(2);
    const bytes = Buffer.from(patch.bytes, 'base64');
    for (let length = 0; length <= bytes.length; length += 7) {
      await writeFile(path, createNumberedFace(3));
      const file = await open(path, 'r+');
      await file.write(bytes, 0, length, patch.at);
      await file.close();
      await renumberFace(path, { frame, index: 2 }, patch);
      expect(await readContent()).toEqual(createNumberedFace(2));
    }
  });

  test('is written as a whole file when the number has another length or the file gets another name', async () => {
    await writeFile(path, createNumberedFace(10));
    expect(await createNumberPatch(path, { frame, index: 9 })).toBeUndefined();
    await renumberFace(path, { frame, index: 9 }, undefined);
    expect(await readContent()).toEqual(createNumberedFace(9));
    const copy = `${path}.copy`;
    await link(path, copy);
    await renumberFace(path, { frame, index: 8 }, await createPatch(8));
    expect(await readContent()).toEqual(createNumberedFace(8));
    expect(new Uint8Array(await readFile(copy))).toEqual(createNumberedFace(9));
  });

  test('is not changed when the file is no longer a face, and not patched when it is another face', async () => {
    const patch = await createPatch(2);
    const other = await sharp({ create: { width: 90, height: 90, channels: 3, background: '#123456' } })
      .png()
      .toBuffer();
    await writeFile(path, other);
    await renumberFace(path, { frame, index: 2 }, patch);
    expect(await readContent()).toEqual(new Uint8Array(other));
    const whole = createNumberedFace(10);
    for (const length of [0, 400, whole.length - 60]) {
      await writeFile(path, whole.subarray(0, length));
      await renumberFace(path, { frame, index: 9 }, patch);
      expect(await readContent()).toEqual(whole.subarray(0, length));
    }
  });
});

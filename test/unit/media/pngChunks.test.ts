import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  createTextChunk,
  insertBeforePixels,
  PngError,
  parseTextChunk,
  readPngChunks,
  readPngHead,
} from '../../../src/media/pngChunks';
import { Random } from '../../../src/tensor/random';
import { mutate } from '../../support/facesets/mutate';

const png = new Uint8Array(
  await sharp({ create: { width: 40, height: 30, channels: 3, background: '#336699' } })
    .png()
    .toBuffer(),
);
const note = createTextChunk({ keyword: 'note', text: 'ĉapelo 顔' });

describe('PNG chunks', () => {
  it('are inserted directly before the pixels, and another decoder still reads the same picture', async () => {
    const marked = insertBeforePixels(png, note);
    const types = readPngChunks(marked).map((chunk) => chunk.type);
    expect(types[types.indexOf('IDAT') - 1]).toBe('iTXt');
    expect(readPngHead(marked).chunks.map(parseTextChunk)).toContainEqual({ keyword: 'note', text: 'ĉapelo 顔' });
    expect((await sharp(marked).raw().toBuffer()).equals(await sharp(png).raw().toBuffer())).toBe(true);
    expect((await sharp(marked).metadata()).comments).toContainEqual({ keyword: 'note', text: 'ĉapelo 顔' });
  });

  it('replace the text of the same keyword and leave the others', () => {
    const other = insertBeforePixels(
      insertBeforePixels(png, note),
      createTextChunk({ keyword: 'other', text: 'stays' }),
    );
    const replaced = insertBeforePixels(
      other,
      createTextChunk({ keyword: 'note', text: 'new' }),
      (chunk) => parseTextChunk(chunk)?.keyword === 'note',
    );
    const texts = readPngChunks(replaced)
      .map(parseTextChunk)
      .filter((text) => text !== undefined);
    expect(texts).toEqual([
      { keyword: 'other', text: 'stays' },
      { keyword: 'note', text: 'new' },
    ]);
  });

  it('before the pixels are read from the start of a file; a start that is too short says how much is needed', () => {
    const marked = insertBeforePixels(png, note);
    let length = 8;
    let needs: number | undefined = 8;
    while (needs !== undefined) {
      length = needs;
      needs = readPngHead(marked.subarray(0, length)).bytesNeeded;
      expect(needs ?? length + 1).toBeGreaterThan(length);
    }
    expect(length).toBeLessThan(marked.length);
  });

  it.each<[string, Uint8Array]>([
    ['text', Buffer.from('not a picture')],
    ['nothing', new Uint8Array()],
    ['another format', deflateSync(png)],
    ['the half of one', png.subarray(0, png.length / 2)],
    ['one with a flipped bit', png.map((byte, i) => (i === 20 ? byte ^ 1 : byte))],
  ])('are not found in %s', (_, bytes) => {
    expect(() => readPngChunks(bytes)).toThrow(PngError);
  });

  it('that are damaged fail with an error of ours, whatever the damage', () => {
    const random = new Random(3);
    const marked = insertBeforePixels(png, note);
    for (let i = 0; i < 5000; i++) {
      const mutant = mutate(marked, random);
      try {
        for (const chunk of readPngChunks(mutant)) parseTextChunk(chunk);
      } catch (error) {
        expect(error).toBeInstanceOf(PngError);
      }
    }
  });
});

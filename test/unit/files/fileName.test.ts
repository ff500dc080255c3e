import { existsSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import {
  createTemporaryPath,
  isTemporaryName,
  isTemporaryNameFor,
  writeFileAtomic,
} from '../../../src/files/atomicFile';
import { maxNameBytes, shortenFileName } from '../../../src/files/fileName';
import { findFreePath } from '../../../src/files/freePath';

const folder = mkdtempSync(join(tmpdir(), 'file-name-'));
const longNames = [`${'a'.repeat(251)}.mp4`, `${'顔'.repeat(83)}.mp4`, `${'👩‍👩‍👧'.repeat(13)}.mp4`];

it('a name that is too long is shortened at a character, keeps its end, and differs from that of another one', () => {
  for (const name of longNames) {
    const shortened = shortenFileName(name.replace('.mp4', '_000001_0.png'));
    expect(Buffer.byteLength(shortened)).toBeLessThanOrEqual(maxNameBytes);
    expect(shortened).toMatch(/_000001_0\.png$/);
    expect(!shortened.includes('\ufffd') && !shortened.startsWith('~')).toBe(true);
  }
  const [first, second] = ['x', 'y'].map((mark) => shortenFileName(`${'a'.repeat(150)}${mark}${'b'.repeat(150)}`));
  expect(first).not.toBe(second);
});

it('the frames of a video with a long name sort by their numbers', () => {
  const numbers = Array.from({ length: 40 }, (_, i) => String(i + 1).padStart(6, '0'));
  for (const name of longNames) {
    const shortened = numbers.map((number) => shortenFileName(`${name}_${number}.png`));
    expect([...shortened].sort()).toEqual(shortened);
  }
});

it('a file with the longest possible name is written; its temporary file is recognized as its own', async () => {
  for (const name of longNames) {
    const path = join(folder, name);
    const temporary = basename(createTemporaryPath(path));
    expect(isTemporaryName(temporary) && isTemporaryNameFor(temporary, path)).toBe(true);
    expect(isTemporaryNameFor(temporary, join(folder, 'other.mp4'))).toBe(false);
    await writeFileAtomic(path, name);
    expect(existsSync(path)).toBe(true);
  }
  expect(readdirSync(folder)).toHaveLength(longNames.length);
});

it('a free path has the next number, also where only a link to nothing has the name', () => {
  const path = join(folder, 'result.mp4');
  expect(findFreePath(path)).toBe(path);
  writeFileSync(path, '');
  symlinkSync(join(folder, 'nothing'), join(folder, 'result (2).mp4'));
  expect(findFreePath(path)).toBe(join(folder, 'result (3).mp4'));
  expect(findFreePath(folder, { hasExtension: false, format: (stem, n) => `${stem}_${n}` })).toBe(`${folder}_2`);
  const long = join(folder, longNames[0]!);
  expect(Buffer.byteLength(basename(findFreePath(long)))).toBeLessThanOrEqual(maxNameBytes);
});

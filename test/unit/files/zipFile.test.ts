import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extractZipEntry } from '../../../src/files/zipFile';
import { UserError } from '../../../src/shared/errors';
import { Random } from '../../../src/tensor/random';
import { type CraftedEntry, content, craftZip } from '../../support/files/craftZip';
import { createTemporaryFolder } from '../../support/media/ffmpegClips';

/** The zip writer of onnxruntime-node, which knows nothing of our reader. */
const AdmZip = createRequire(createRequire(import.meta.url).resolve('onnxruntime-node'))('adm-zip') as new () => {
  addFile(name: string, content: Buffer): void;
  toBuffer(): Buffer;
};

async function extract(zip: Uint8Array, name = 'a/deflated'): Promise<Buffer> {
  const folder = createTemporaryFolder();
  const [path, output] = [join(folder, 'a.zip'), join(folder, 'output')];
  await writeFile(path, zip);
  await extractZipEntry(path, name, output);
  return await readFile(output);
}

describe('a zip file', () => {
  it.each([
    ['deflated', {}],
    ['stored', { method: 0, data: content }],
    ['of the zip64 form', { isZip64: true }],
    ['empty', { method: 0, data: Buffer.alloc(0), size: 0, crc: 0 }],
  ])('gives an entry that is %s', async (_what, fields: Partial<CraftedEntry>) => {
    expect(await extract(craftZip(fields))).toEqual(fields.size === 0 ? Buffer.alloc(0) : content);
  });

  it.each([
    ['is encrypted', { flags: 1 }],
    ['is strongly encrypted', { flags: 0x41 }],
    ['has an unknown compression', { method: 12 }],
    ['has another checksum', { crc: 1 }],
    ['is longer than it says', { size: content.length - 1 }],
    ['is shorter than it says', { size: content.length + 1 }],
    ['is stored with another size', { method: 0, data: content, size: 5 }],
    ['is not compressed data', { data: Buffer.alloc(100, 0xff) }],
    ['has a name that leaves the folder', { name: '../deflated' }],
  ])('is damaged if an entry %s', async (_what, fields: Partial<CraftedEntry>) => {
    await expect(extract(craftZip(fields), fields.name)).rejects.toThrow(/is damaged or not a zip file/);
    await expect(extract(craftZip(fields), fields.name)).rejects.toBeInstanceOf(UserError);
  });

  it('is damaged when it is cut at any place', async () => {
    const zip = craftZip();
    for (let length = 0; length < zip.length; length += 7)
      await expect(extract(zip.subarray(0, length))).rejects.toThrow(/is damaged or not a zip file/);
  });

  it('names a missing entry, and a missing file', async () => {
    await expect(extract(craftZip(), 'other')).rejects.toThrow(/contains no other/);
    await expect(extractZipEntry('/nowhere/a.zip', 'a', '/nowhere/b')).rejects.toThrow(/ENOENT/);
  });

  it('gives its entries or a clear sentence, whatever the damage', async () => {
    const folder = createTemporaryFolder();
    const [path, copy, out] = [join(folder, 'a.zip'), join(folder, 'b.zip'), join(folder, 'out')];
    const random = new Random(5);
    const zip = new AdmZip();
    zip.addFile('stored', Buffer.from(Uint8Array.from({ length: 40 }, () => random.integer(256))));
    zip.addFile('a/deflated', content);
    const bytes = zip.toBuffer();
    await writeFile(path, bytes);
    await copyFile(path, copy);
    await extractZipEntry(copy, 'a/deflated', out);
    expect(await readFile(out)).toEqual(content);

    const damage = new Random(9);
    for (let i = 0; i < 150; i++) {
      const spoiled = Buffer.from(bytes);
      for (let n = damage.integer(3); n >= 0; n--) spoiled[damage.integer(spoiled.length)] = damage.integer(256);
      await writeFile(copy, spoiled.subarray(0, damage.integer(4) ? spoiled.length : damage.integer(spoiled.length)));
      try {
        await extractZipEntry(copy, 'a/deflated', out);
        expect(await readFile(out)).toEqual(content);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }
  });
});

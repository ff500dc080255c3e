import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';

/** More entries than any package that this program reads has; ends the search in a crafted file early. */
const maxEntries = 100_000;

/**
 * Writes one entry of a zip file to `output`, whatever its size, in constant memory. Encrypted entries count as damaged.
 * @throws UserError when the file is not a zip file, is damaged, or lacks the entry.
 */
export async function extractZipEntry(zipPath: string, name: string, output: string): Promise<void> {
  try {
    const zip = await openPromise(zipPath, { autoClose: false });
    zip.on('error', () => undefined); // the calls below throw the error too
    try {
      const entry = await findEntry(zip, name);
      if (!entry) throw new UserError(t('{0} contains no {1}.', zipPath, name));
      const content = await zip.openReadStreamPromise(entry);
      await pipeline(content, createChecksumVerifier(entry), createWriteStream(output));
    } finally {
      zip.close();
    }
  } catch (error) {
    throw explainZipError(error, zipPath);
  }
}

async function findEntry(zip: ZipFile, name: string): Promise<Entry | undefined> {
  if (zip.entryCount > maxEntries) throw new Error(`${zip.entryCount} entries`);
  for await (const entry of zip.eachEntry()) if (entry.fileName === name) return entry;
  return undefined;
}

/** Passes content on and fails at its end if its CRC-32 is not that of the entry. yauzl checks the sizes. */
function createChecksumVerifier(entry: Entry): Transform {
  let crc = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      crc = crc32(chunk, crc);
      done(null, chunk);
    },
    flush(done) {
      done(crc === entry.crc32 ? null : new Error('wrong checksum'));
    },
  });
}

/** Replaces errors about the content of the file, which have no code or one of zlib's; passes system errors on. */
function explainZipError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (error instanceof UserError || (code !== undefined && !code.startsWith('Z_'))) return error;
  return new UserError(t('{0} is damaged or not a zip file.', path));
}

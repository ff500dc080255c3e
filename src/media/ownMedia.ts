import type { FileHandle } from 'node:fs/promises';
import { openRegularFile } from '../files/regularFile';
import { defaultAiDisclosure, disclosureField } from './aiDisclosure';

/** Where writers put metadata: PNG, JPEG and Matroska at the start, MP4 at the start or at the end. */
const startBytes = 2 ** 20;
const endBytes = 2 ** 16;

/** What only this program writes: the start of the comment of a video, and our spelling of the field in XMP. */
const marks = [defaultAiDisclosure.tags.comment!, disclosureField].map((mark) => Buffer.from(mark));

/** Returns whether a picture or a video carries the mark of this program's results; false for what cannot be read. */
export async function isOwnMedia(path: string): Promise<boolean> {
  const file = await openRegularFile(path, { isNamed: true }).catch(() => undefined);
  if (!file) return false;
  try {
    const { size } = await file.stat();
    const start = await readPart(file, 0, Math.min(size, startBytes));
    const end = await readPart(file, Math.max(0, size - endBytes), Math.min(size, endBytes));
    return marks.some((mark) => start.includes(mark) || end.includes(mark));
  } finally {
    await file.close();
  }
}

async function readPart(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  return bytes.subarray(0, bytesRead);
}

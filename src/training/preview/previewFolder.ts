import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { writeFileAtomic } from '../../files/atomicFile';
import { hasErrorCode } from '../../shared/errors';
import { type PreviewPicture, type PreviewRecord, previewRecordSchema } from '../../shared/previewRecord';

/** The previews of a model's life: a picture each, and the record of them. */
export const getPreviewsFolder = (modelDir: string) => join(modelDir, 'previews');
export const getPreviewRecordPath = (modelDir: string) => join(getPreviewsFolder(modelDir), 'previews.json');
export const getPreviewImagePath = (modelDir: string, iteration: number) =>
  join(getPreviewsFolder(modelDir), `${String(iteration).padStart(8, '0')}.jpg`);

/** A long life keeps so many pictures, and so many bytes of them. */
const most = { pictures: 200, bytes: 100 * 2 ** 20 };
/** The last ones are all kept. */
const keptLast = 10;

/** Undefined where there is none, or one that is damaged. */
export async function readPreviewRecord(modelDir: string): Promise<PreviewRecord | undefined> {
  try {
    const content: unknown = JSON.parse(await readFile(getPreviewRecordPath(modelDir), 'utf8'));
    const checked = v.safeParse(previewRecordSchema, content);
    return checked.success ? checked.output : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Writes the record and removes the pictures that are not in it. */
export async function writePreviewRecord(modelDir: string, record: PreviewRecord): Promise<void> {
  await writeFileAtomic(getPreviewRecordPath(modelDir), JSON.stringify(record));
  const kept = new Set(record.pictures.map(({ iteration }) => getPreviewImagePath(modelDir, iteration)));
  for (const name of await readdir(getPreviewsFolder(modelDir))) {
    const path = join(getPreviewsFolder(modelDir), name);
    if (/^\d+\.jpg$/.test(name) && !kept.has(path)) await rm(path, { force: true });
  }
}

/** Without every second of the older ones, until they are few and small enough. */
export function thinOutPictures(pictures: readonly PreviewPicture[], limits = most): readonly PreviewPicture[] {
  const bytes = pictures.reduce((sum, picture) => sum + picture.bytes, 0);
  const fits = pictures.length <= limits.pictures && bytes <= limits.bytes;
  if (fits || pictures.length <= keptLast + 1) return pictures;
  const older = pictures.slice(0, -keptLast).filter((_, i) => i % 2 === 0);
  return thinOutPictures([...older, ...pictures.slice(-keptLast)], limits);
}

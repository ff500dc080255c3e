import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { writeFileAtomic } from '../../files/atomicFile';
import { readRegularText } from '../../files/regularFile';
import { UnfitFileError } from '../../files/storedPath';
import { moveToTrash } from '../../files/trash';
import { hasErrorCode } from '../../shared/errors';
import { type PreviewPicture, type PreviewRecord, previewRecordSchema } from '../../shared/previewRecord';

/** Folder with the previews since the model was created: an image each, and their record. */
export const getPreviewsFolder = (modelDir: string) => join(modelDir, 'previews');
export const getPreviewRecordPath = (modelDir: string) => join(getPreviewsFolder(modelDir), 'previews.json');
export const getPreviewImagePath = (modelDir: string, iteration: number) =>
  join(getPreviewsFolder(modelDir), `${String(iteration).padStart(8, '0')}.jpg`);

/** The record of a long training, with the features of many faces, takes a part of it. */
const maxRecordBytes = 64 << 20;
/** Most images that are kept, and most bytes of all of them. */
const maximum = { pictures: 200, bytes: 100 * 2 ** 20 };
/** The last images are all kept. */
const keptLast = 10;

/** Reads the record of the previews; undefined if there is none, or if it is damaged. */
export async function readPreviewRecord(modelDir: string): Promise<PreviewRecord | undefined> {
  try {
    const content: unknown = JSON.parse(
      await readRegularText(getPreviewRecordPath(modelDir), maxRecordBytes, { within: modelDir }),
    );
    const checked = v.safeParse(previewRecordSchema, content);
    return checked.success ? checked.output : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UnfitFileError) return undefined;
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Moves images whose record is gone or damaged to the trash of the model: the next record would remove them. */
export async function keepUnknownPictures(modelDir: string): Promise<void> {
  const folder = getPreviewsFolder(modelDir);
  const names = await readdir(folder).catch(() => []); // there are none yet
  const pictures = names.filter((name) => pictureName.test(name)).map((name) => join(folder, name));
  if (pictures.length > 0) await moveToTrash(modelDir, pictures);
}

const pictureName = /^\d+\.jpg$/;

/** Writes the record, and removes the images that are not in it. */
export async function writePreviewRecord(modelDir: string, record: PreviewRecord): Promise<void> {
  await writeFileAtomic(getPreviewRecordPath(modelDir), JSON.stringify(record));
  const kept = new Set(record.pictures.map(({ iteration }) => getPreviewImagePath(modelDir, iteration)));
  for (const name of await readdir(getPreviewsFolder(modelDir))) {
    const path = join(getPreviewsFolder(modelDir), name);
    if (pictureName.test(name) && !kept.has(path)) await rm(path, { force: true });
  }
}

/** Removes every second one of the older images, until their number and their size are within the limits. */
export function thinOutPictures(pictures: readonly PreviewPicture[], limits = maximum): readonly PreviewPicture[] {
  const bytes = pictures.reduce((sum, picture) => sum + picture.bytes, 0);
  const fits = pictures.length <= limits.pictures && bytes <= limits.bytes;
  if (fits || pictures.length <= keptLast + 1) return pictures;
  const older = pictures.slice(0, -keptLast).filter((_, i) => i % 2 === 0);
  return thinOutPictures([...older, ...pictures.slice(-keptLast)], limits);
}

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isTemporaryName, writeFileAtomic } from '../files/atomicFile';
import { createFolder } from '../files/createFolder';
import { explainFileError } from '../files/systemErrors';
import { getErrorMessage, hasErrorCode, throwIfCanceled, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import type { Frame, FrameSource, FrameWriter, OpenFramesOptions } from './frames';
import { encodePng, type PngOptions, readImage } from './imageFile';
import { getStillName, isImageName, isUnreadableImageName, rejectSameStems } from './imageNames';

const readAheadImages = 4;

/** Opens a folder of images for reading, in the natural order of their names: 2 before 10. */
export async function openImageFrames(folder: string, options: OpenFramesOptions): Promise<FrameSource> {
  const names = await listImageNames(folder, options.onWarning);
  const every = options.every ?? 1;
  return {
    kind: 'images',
    path: folder,
    frameCount: Math.ceil(names.length / every),
    imageNames: names,
    frames: (_pool, only) => {
      const wanted = only && new Set(only);
      return readFrames(folder, names, (at) => wanted?.has(at) ?? at % every === 0, options);
    },
  };
}

async function listImageNames(folder: string, onWarning: OpenFramesOptions['onWarning']): Promise<string[]> {
  const entries = await readdir(folder).catch((error: unknown) => {
    throw explainFileError(error, folder);
  });
  const names = entries.filter((name) => isImageName(name) && !isTemporaryName(name));
  const [unreadable, ...others] = entries.filter((name) => isUnreadableImageName(name) && !name.startsWith('.')).sort();
  if (unreadable !== undefined) {
    const leftOut = t(
      '{1} has images of a kind that cannot be read ({0}, such as {2}). Convert them to PNG or JPEG to use them.',
      1 + others.length,
      folder,
      unreadable,
    );
    if (names.length === 0) throw new UserError(leftOut);
    onWarning?.(leftOut);
  }
  if (names.length === 0)
    throw new UserError(t('{0} contains no images (png, jpg, webp, tif, gif, bmp). Choose another folder.', folder));
  rejectSameStems(folder, names);
  return names.sort(new Intl.Collator('en', { numeric: true }).compare);
}

async function* readFrames(
  folder: string,
  names: readonly string[],
  isWanted: (index: number) => boolean,
  { signal, onWarning }: OpenFramesOptions,
): AsyncGenerator<Frame> {
  const chosen = names.flatMap((name, index) => (isWanted(index) ? [{ name, index }] : []));
  const load = ({ name }: { name: string }) => readImage(join(folder, name)).catch((error: unknown) => error as Error);
  const pending = chosen.slice(0, readAheadImages).map(load);
  let count = 0;
  for (const [position, { name, index }] of chosen.entries()) {
    if (signal) throwIfCanceled(signal);
    const image = await pending.shift()!;
    const next = chosen[position + readAheadImages];
    if (next) pending.push(load(next));
    if (image instanceof Error) {
      onWarning?.(getErrorMessage(image));
      continue;
    }
    count++;
    yield { ...image, index, name };
  }
  if (count === 0) throw new UserError(t('None of the images in {0} can be read. Choose another folder.', folder));
}

/** Opens a folder for writing: each frame becomes a PNG, which appears complete and stays if the rest is aborted. */
export async function openImageFolderWriter(folder: string, options: PngOptions = {}): Promise<FrameWriter> {
  await createFolder(folder).catch((error: unknown) => {
    if (hasErrorCode(error, 'EEXIST', 'ENOTDIR'))
      throw new UserError(t('{0} is a file, not a folder. Choose a folder for the images.', folder));
    throw explainFileError(error, folder);
  });
  return {
    write: async (frame) => writeFileAtomic(join(folder, getStillName(frame.name)), await encodePng(frame, options)),
    finish: async () => undefined,
    abort: async () => undefined,
  };
}

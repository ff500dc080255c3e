import { mkdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { explainFileError, writeFileAtomic } from '../files/atomicFile';
import { hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import type { FrameWriter } from './frames';
import type { PngOptions } from './imageFile';
import { encodePng } from './imageFile';

/** The name under which {@link openImageFolderWriter} stores a frame. */
export function getStillName(frameName: string): string {
  return `${parse(frameName).name}.png`;
}

/** Writes each frame as a PNG of its name; each file appears whole, and stays when the rest is aborted. */
export async function openImageFolderWriter(folder: string, options: PngOptions = {}): Promise<FrameWriter> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
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

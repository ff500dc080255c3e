import { stat } from 'node:fs/promises';
import { requireRegularFile } from '../files/regularFile';
import { explainFileError } from '../files/systemErrors';
import { hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import type { FrameSource, OpenFramesOptions } from './frames';
import { openImageFrames } from './imageFolder';
import { openVideoFrames } from './videoFrames';

/**
 * Opens a video file or a folder of images.
 * @throws UserError when it is missing, unreadable, empty, or neither.
 */
export async function openFrames(path: string, options: OpenFramesOptions = {}): Promise<FrameSource> {
  const entry = await stat(path).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) throw new UserError(t('{0} does not exist. Check the path.', path));
    throw explainFileError(error, path);
  });
  if (entry.isDirectory()) return await openImageFrames(path, options);
  await requireRegularFile(path, { isNamed: true }); // a pipe would keep ffmpeg waiting for ever
  return await openVideoFrames(path, options);
}

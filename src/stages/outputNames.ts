import { stat } from 'node:fs/promises';
import { extname, sep } from 'node:path';
import { isWrittenAsFolder } from '../files/fileName';
import { isImageName } from '../media/imageNames';
import { isVideoName, writableVideoExtensions } from '../media/videoFormat';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';

/**
 * Rejects the name of a result that says neither which video is to be written nor that it is a folder of images.
 * @param input a video, or a folder of images, whose result is always a folder
 */
export async function rejectUnclearResult(path: string, input: string): Promise<void> {
  if (isWrittenAsFolder(path) || (await isFolder(path))) return;
  if (await isFolder(input)) return isVideoName(path) ? undefined : rejectFileEnding(path);
  if (writableVideoExtensions.includes(extname(path).toLowerCase())) return;
  throw new UserError(
    t(
      '{0} cannot be written: a video must end in {1}, and a folder for images in {2}.',
      path,
      writableVideoExtensions.join(', '),
      sep,
    ),
  );
}

/** Rejects a folder that is not there yet, and whose name has the ending of a video or of an image. */
export async function rejectFileEnding(path: string): Promise<void> {
  if ((!isVideoName(path) && !isImageName(path)) || (await isFolder(path))) return;
  throw new UserError(
    t('{0} must be a folder, but its name ends as that of a file. Choose a name without {1}.', path, extname(path)),
  );
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

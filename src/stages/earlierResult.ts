import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { explainFileError } from '../files/systemErrors';
import { keepInTrash, moveToTrash } from '../files/trash';
import { isImageName } from '../media/imageNames';
import type { JobContext } from '../shared/jobEvents';
import { t } from '../shared/l10n';

/** Keeps the file that is about to be replaced in the trash of its folder, and says so. @throws UserError */
export async function keepEarlierFile(path: string, job: JobContext): Promise<void> {
  const kept = await keepInTrash(path);
  if (kept !== undefined) logKeptFile(path, kept, job);
}

/** Says where a replaced file is kept. */
export function logKeptFile(path: string, kept: string, job: JobContext): void {
  log(job, t('The earlier {0} is kept as {1}.', path, kept));
}

/** Moves the pictures of an earlier result out of a folder into its trash, and says so. @throws UserError */
export async function keepEarlierPictures(folder: string, job: JobContext): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw explainFileError(error, folder);
  });
  const pictures = names.filter((name) => isImageName(name) && !name.startsWith('.')).map((name) => join(folder, name));
  if (pictures.length === 0) return;
  const kept = await moveToTrash(folder, pictures);
  log(job, t('{0} earlier images in {1} are kept in {2}.', pictures.length, folder, kept));
}

function log(job: JobContext, message: string): void {
  job.emit({ type: 'log', level: 'info', message });
}

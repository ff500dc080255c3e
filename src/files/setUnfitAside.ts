import { lstat } from 'node:fs/promises';
import { t } from '../shared/l10n';
import { setAside } from './setAside';

/**
 * Sets aside what is at the place of a file that this program is about to write on: a link, which may lead anywhere, a
 * folder, a device or a pipe.
 * @param onWarning receives the sentence that says so
 * @throws UserError when the folder cannot be written
 */
export async function setUnfitAside(path: string, onWarning: (message: string) => void): Promise<void> {
  const found = await lstat(path).catch(() => undefined); // whoever opens it reports why
  if (found && !found.isFile()) onWarning(await setAside(path, t('it is not a file')));
}

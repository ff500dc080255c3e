import { rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { t } from '../shared/l10n';
import { shortenPath } from './fileName';
import { findFreePath } from './freePath';
import { explainFileError } from './systemErrors';
import { formatTimestamp } from './timestamp';

const setAsidePrefix = '.damaged-';

/** Returns whether a name is from {@link setAside}. */
export function isSetAsideName(name: string): boolean {
  return name.startsWith(setAsidePrefix);
}

/**
 * Renames a file of this program that cannot be right to `.damaged-<time>-<name>` in its folder, so that it stands in
 * nobody's way and nothing is lost.
 * @param reason what is wrong with it: a part of a sentence, without a full stop
 * @returns the sentence that says so
 * @throws UserError when the folder cannot be written
 */
export async function setAside(path: string, reason: string, now = new Date()): Promise<string> {
  const name = shortenPath(join(dirname(path), `${setAsidePrefix}${formatTimestamp(now)}-${basename(path)}`));
  const kept = findFreePath(name, { hasExtension: false });
  await rename(path, kept).catch((error: unknown) => {
    throw explainFileError(error, path);
  });
  return t(
    '{0} is damaged or cannot be right: {1}. It was set aside as {2}, and the work goes on without it.',
    path,
    reason,
    kept,
  );
}

import { join, parse } from 'node:path';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';

/**
 * Results are called by the name of what they are made of, without its extension: `a.jpg` and `a.png` in one folder would
 * overwrite each other's.
 * @throws UserError naming the first two of `names` that differ in their extension alone
 */
export function rejectSameStems(folder: string, names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const { name: stem } = parse(name);
    const other = seen.get(stem);
    if (other !== undefined)
      throw new UserError(
        t('The results of {0} and {1} would have the same name. Rename one of them.', join(folder, other), name),
      );
    seen.set(stem, name);
  }
}

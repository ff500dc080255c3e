import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { listFacePngs } from '../facePng';

/** Says why there is nothing to measure in a folder. @throws UserError always */
export async function rejectNoFaces(folder: string, otherImages: readonly string[]): Promise<never> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const { name } of entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .slice(0, maxLooked))
    if ((await listFacePngs(join(folder, name))).length > 0)
      throw new UserError(
        t(
          'The faces in {0} are in folders of their own. Choose one of these, such as {1}.',
          folder,
          join(folder, name),
        ),
      );
  const [first] = otherImages;
  if (first !== undefined)
    throw new UserError(
      t(
        '{0} has only images of other kinds, such as {1}: only PNGs from extract have the data of a face.',
        folder,
        first,
      ),
    );
  throw new UserError(t('There are no face images in {0}. Choose the folder that extract wrote to.', folder));
}

/** Subfolders that are looked into. */
const maxLooked = 50;

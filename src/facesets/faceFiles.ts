import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { requireRegularFile } from '../files/regularFile';
import { isImageName } from '../media/imageNames';
import { getErrorMessage, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { explainFaceFileError } from './facePng';

/** What is in a folder of faces that is only read. */
export interface FaceFiles {
  /** PNGs, by name; of a link to a file in the folder that file. */
  readonly faces: readonly string[];
  /** Names of images of other kinds, which carry no data of a face. */
  readonly otherImages: readonly string[];
  /** A sentence on each PNG that is no file to read, such as a link to nothing or to a file elsewhere. */
  readonly unfit: readonly string[];
}

/**
 * Lists the faces directly in a folder, to read them and nothing else. A link out of the folder is not followed, because
 * somebody else may have made it. Hidden names are ignored.
 * @throws UserError when the folder is missing
 */
export async function listFaceFiles(folder: string): Promise<FaceFiles> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw explainFaceFileError(error, folder);
  });
  const images = names.filter((name) => isImageName(name) && !name.startsWith('.')).sort();
  const pngs = images.filter((name) => /\.png$/i.test(name));
  const [faces, unfit]: [string[], string[]] = [[], []];
  for (const name of pngs)
    await requireRegularFile(join(folder, name)).then(
      (path) => faces.push(path),
      (error: unknown) => unfit.push(describeUnfit(error, join(folder, name))),
    );
  return { faces, otherImages: images.filter((name) => !pngs.includes(name)), unfit };
}

function describeUnfit(error: unknown, path: string): string {
  return error instanceof UserError ? getErrorMessage(error) : t('{0} does not exist. Check the path.', path);
}

import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { TrainingMaskName } from '../../faces/masks/masks';
import { isStoredMask } from '../../faces/masks/masks';
import { listFacePngs, readFaceHeader } from '../../facesets/facePng';
import { explainFileError } from '../../files/atomicFile';
import { ConcurrencyLimit } from '../../files/concurrencyLimit';
import { hasErrorCode, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { requireMask } from './storedMasks';

/** Most headers that are checked before training starts. The others are checked when they are read, so that large facesets start immediately. */
const maxCheckedHeaders = 1000;

/**
 * Lists the face PNGs directly in a training folder, in name order. Other files are ignored.
 * @throws UserError when the folder is missing or has no faces
 */
export async function listTrainingFaces(folder: string): Promise<string[]> {
  await checkFolder(folder);
  const files = await listFacePngs(folder);
  if (files.length === 0) throw await createNoFacesError(folder);
  return files;
}

/**
 * Checks that the PNGs are faces of faceswap's and have the mask that is to be read. Of a large list it checks a sample.
 * @throws UserError naming the first file that is not usable
 */
export async function checkFaceHeaders(files: readonly string[], maskType: TrainingMaskName): Promise<void> {
  const count = Math.min(files.length, maxCheckedHeaders);
  const window = new ConcurrencyLimit(8);
  for (let i = 0; i < count; i++) {
    const file = files[Math.floor((i * files.length) / count)]!;
    await window.add(checkHeader(file, maskType));
  }
  await window.drain();
}

async function checkHeader(file: string, maskType: TrainingMaskName): Promise<void> {
  const { face } = await readFaceHeader(file);
  if (isStoredMask(maskType)) requireMask(file, face, maskType);
}

async function checkFolder(folder: string): Promise<void> {
  try {
    if ((await stat(folder)).isDirectory()) return;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) throw new UserError(t('The folder {0} does not exist. Check the path.', folder));
    throw explainFileError(error, folder);
  }
  throw new UserError(t('{0} is a file. Choose the folder with the face PNGs of one person.', folder));
}

/** Explains that a folder has no faces. It names the sorted folders inside, but does not choose one: two people in one training would spoil it. */
async function createNoFacesError(folder: string): Promise<UserError> {
  const entries = await readdir(folder, { withFileTypes: true });
  const people: string[] = [];
  for (const entry of entries)
    if (entry.isDirectory() && !entry.name.startsWith('.') && (await listFacePngs(join(folder, entry.name))).length > 0)
      people.push(entry.name);
  const [first] = people.sort();
  return first === undefined
    ? new UserError(t('The folder {0} has no face PNGs. Run extract first, or choose the folder it wrote to.', folder))
    : new UserError(
        t(
          'The folder {0} contains {1} sorted folders but no faces of its own. Choose the folder of one person, such as {2}.',
          folder,
          people.length,
          join(basename(folder), first),
        ),
      );
}

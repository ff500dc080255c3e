import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { TrainingMaskName } from '../../faces/masks/masks';
import { isStoredMask } from '../../faces/masks/masks';
import { type FaceFiles, listFaceFiles } from '../../facesets/faceFiles';
import { type FaceHeader, listFacePngs, readFaceHeader } from '../../facesets/facePng';
import { describeLeftOut, describeOtherImages } from '../../facesets/leftOutFaces';
import { ConcurrencyLimit } from '../../files/concurrencyLimit';
import { explainFileError } from '../../files/systemErrors';
import { hasErrorCode, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { ListedFace } from './heldOutFaces';
import { requireMask } from './storedMasks';

/** The faces of a side of a training. */
export interface TrainingFaces {
  readonly files: readonly string[];
  /** The same files with what is known of those that were checked. */
  readonly faces: readonly ListedFace[];
  /** Sentences on what in the folder is left out. */
  readonly warnings: readonly string[];
}

const headersAtOnce = 16;

/** The others of a larger set are checked when they are read, so that it starts soon. */
const maxChecked = 20_000;

/**
 * Lists the face PNGs directly in a training folder, in name order.
 * @throws UserError when the folder is missing or has no faces
 */
export async function listTrainingFaces(folder: string): Promise<readonly string[]> {
  return (await readFolder(folder)).faces;
}

/**
 * Reads the headers of the faces in a training folder, and leaves out what is not a face of faceswap's or does not have the
 * mask that is to be read: all of it is told in one sentence for each kind.
 * @throws UserError when the folder is missing or has no usable face: how many are not, and why the first one is not
 */
export async function selectTrainingFaces(folder: string, maskType: TrainingMaskName): Promise<TrainingFaces> {
  const { faces, otherImages, unfit } = await readFolder(folder);
  const results = new Map<string, FaceHeader | UserError>();
  const tasks = new ConcurrencyLimit(headersAtOnce);
  const read = async (file: string) => {
    results.set(file, await readUsableHeader(file, maskType));
  };
  for (const file of chooseChecked(faces)) await tasks.add(read(file));
  await tasks.drain();
  const inOrder = faces.map((file) => ({ file, result: results.get(file) }));
  const problems = inOrder.flatMap(({ result }) => (result instanceof UserError ? [result] : []));
  const usable = inOrder.filter(({ result }) => !(result instanceof UserError));
  const reasons = [...unfit, ...problems.map(({ message }) => message)];
  if (problems.length === results.size) {
    if (problems.length === 1) throw problems[0]!;
    throw new UserError(
      t('None of the {0} faces in {1} can be used. The first one: {2}', results.size, folder, problems[0]!.message),
    );
  }
  return {
    files: usable.map(({ file }) => file),
    faces: usable.map(({ file, result }) => ({ file, header: result instanceof UserError ? undefined : result })),
    warnings: [
      ...describeLeftOut(folder, reasons, faces.length + unfit.length),
      ...describeOtherImages(folder, otherImages),
    ],
  };
}

/** Returns the faces that are checked before training starts: all, or of a large set some, spread evenly over it. */
function chooseChecked(faces: readonly string[]): readonly string[] {
  if (faces.length <= maxChecked) return faces;
  return Array.from({ length: maxChecked }, (_, i) => faces[Math.floor((i * faces.length) / maxChecked)]!);
}

async function readUsableHeader(file: string, maskType: TrainingMaskName): Promise<FaceHeader | UserError> {
  try {
    const header = await readFaceHeader(file);
    if (isStoredMask(maskType)) requireMask(file, header.face, maskType);
    return header;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** @throws UserError when the folder is missing or has no faces */
async function readFolder(folder: string): Promise<FaceFiles> {
  await checkFolder(folder);
  const files = await listFaceFiles(folder);
  if (files.faces.length === 0) throw await createNoFacesError(folder, files);
  return files;
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
async function createNoFacesError(folder: string, { otherImages, unfit }: FaceFiles): Promise<UserError> {
  if (unfit.length > 0) return new UserError(describeLeftOut(folder, unfit, unfit.length)[0]!);
  if (otherImages.length > 0)
    return new UserError(
      t(
        'The folder {0} has no face PNGs, but {1} other images, such as {2}. Extract the faces from them first.',
        folder,
        otherImages.length,
        otherImages[0]!,
      ),
    );
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

import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isTemporaryName } from '../../files/atomicFile';
import { isPathTaken } from '../../files/freePath';
import { requireInside } from '../../files/storedPath';
import { explainFileError } from '../../files/systemErrors';
import { isOwnMedia } from '../../media/ownMedia';
import { hasErrorCode, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { getLossLogPath, isLossLog } from './lossLog';
import { findModelCopy } from './modelCopies';
import {
  getFirstSavePath,
  getLearningRateCurvePath,
  getMaskedPreviewPath,
  getPreviewPath,
  logsFolderName,
} from './modelFiles';

const stateFile = /^[\w-]+_state(?:\.bk|\.previous)?\.json$/;
const tensorFile = /^[\w-]+_\d{6,}_(?:weights|optimizer)\.safetensors$/;
/** The folders in a model in which a training writes. */
const writtenFolders = [logsFolderName, 'previews', 'timelapse'];
/** Notes and settings of the user: no file of a model has such a name, or it is kept. */
const noteEndings = new Set(['.ini', '.md', '.txt']);

/**
 * Refuses a folder in which a training could start anew although there is something: the weights of a model whose state is
 * gone, or files that are none of a model's. A folder with a model, an empty one and none are fine.
 * @throws UserError that names what is there, and says how to repair it
 */
export async function rejectUnfitModelFolder(modelDir: string): Promise<void> {
  const entry = await stat(modelDir).catch(() => undefined); // none yet, or whoever reads it reports the error
  if (entry && !entry.isDirectory())
    throw new UserError(t('{0} is a file, not a folder. Choose a folder for the model.', modelDir));
  for (const name of writtenFolders) await requireInside(modelDir, join(modelDir, name));
  const names = await listVisible(modelDir);
  if (names.some((name) => stateFile.test(name))) return;
  await rejectWeightsWithoutState(modelDir);
  const foreign: string[] = [];
  for (const name of names) if (!(await isLeftByTraining(modelDir, name))) foreign.push(name);
  const [first] = foreign;
  if (first === undefined) return;
  if (foreign.some((name) => ['.keras', '.h5'].includes(extname(name).toLowerCase())))
    throw createForeignModelError(modelDir);
  throw new UserError(
    t(
      '{0} contains no model, but other files ({1}), such as {2}. Choose a new or empty folder for the model.',
      modelDir,
      foreign.length,
      first,
    ),
  );
}

/** Creates the error for the model of another program. */
export function createForeignModelError(modelDir: string): UserError {
  return new UserError(
    t(
      'The model in {0} was created by faceswap itself, and its weights cannot be read here. Choose another folder.',
      modelDir,
    ),
  );
}

/** @throws UserError when there are weights in a folder, but nothing says of which model */
export async function rejectWeightsWithoutState(modelDir: string): Promise<void> {
  if (isPathTaken(getFirstSavePath(modelDir))) return;
  const names = await listVisible(modelDir);
  const weights = names
    .filter((name) => tensorFile.test(name))
    .sort()
    .reverse();
  if (weights.length === 0 || names.some((name) => stateFile.test(name))) return;
  const state = `${weights[0]!.replace(/_\d+_\w+\.safetensors$/, '')}_state.json`;
  const copy = await findModelCopy(modelDir);
  throw new UserError(
    copy === undefined
      ? t(
          '{0} contains the weights of a model ({1}), but its state file {2} is missing, and without it a training would start anew and delete them. Restore that file from a backup, or choose another folder.',
          modelDir,
          weights[0]!,
          state,
        )
      : t(
          '{0} contains the weights of a model ({1}), but its state file {2} is missing, and without it a training would start anew and delete them. Restore that file from a backup, or use the copy of the model in {3}.',
          modelDir,
          weights[0]!,
          state,
          copy,
        ),
  );
}

/** Returns the visible entries of a folder; none where there is no folder, which whoever reads the model reports. */
async function listVisible(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw explainFileError(error, folder);
  });
  return names.filter((name) => !name.startsWith('.') && !isTemporaryName(name)).sort();
}

/** Returns whether an entry may be of a training that ended before its first save, or a note of the user. */
async function isLeftByTraining(modelDir: string, name: string): Promise<boolean> {
  const path = join(modelDir, name);
  if (path === getPreviewPath(modelDir) || path === getMaskedPreviewPath(modelDir)) return isOwnMedia(path);
  if (path === getLearningRateCurvePath(modelDir) || noteEndings.has(extname(name).toLowerCase())) return true;
  if (tensorFile.test(name)) return true; // of a first save that was interrupted
  const inside = await readdir(path).catch(() => ['']); // a file
  if (inside.length === 0) return true;
  if (name === logsFolderName)
    return inside.includes('losses.csv')
      ? isLossLog(getLossLogPath(modelDir))
      : inside.some((entry) => /^session_\d+$/.test(entry));
  if (name === 'previews')
    return inside.every((entry) => /^previews\.json$|^\d{8}\.jpg$/.test(entry) || isTemporaryName(entry));
  return name === 'timelapse' && inside.every((entry) => /^\d{8}\.jpg$/.test(entry));
}

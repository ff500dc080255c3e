import { constants } from 'node:fs';
import { copyFile, link, open, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createTemporaryPath, isTemporaryName, writeFileAtomic, writeFolderAtomic } from '../../files/atomicFile';
import { createFolder } from '../../files/createFolder';
import { shortenPath } from '../../files/fileName';
import { findFreePath } from '../../files/freePath';
import { explainFileError } from '../../files/systemErrors';
import { hasErrorCode } from '../../shared/errors';
import { getBackupStatePath, getPreviousStatePath, getStatePath, logsFolderName } from './modelFiles';
import { formatModelState, type ModelState } from './modelState';

/**
 * Copies a model in the state `state`, with its logs and images, to a new folder next to it, completely or not at all.
 * Where the file system can, the weights are shared by hard links, so that a copy takes neither time nor space.
 * @param suffix appended to the model's name for the new folder
 * @returns the new folder; `_2`, `_3` … are appended to a name that is taken
 */
export async function copyModelBeside(modelDir: string, state: ModelState, suffix: string): Promise<string> {
  const from = resolve(modelDir);
  const target = findFreePath(shortenPath(`${from}${suffix}`), {
    hasExtension: false,
    format: (name, number) => `${name}_${number}`,
  });
  await writeFolderAtomic(target, (folder) => copyModel(from, state, folder), createTemporaryPath(from));
  return target;
}

/** Copies a model to `<model>_archived_<time>`, or to `<model>_archived_<label>_<time>`. @returns the new folder */
export function archiveModel(modelDir: string, state: ModelState, date: Date, label?: string): Promise<string> {
  const suffix = label === undefined ? '_archived' : `_archived_${label}`;
  return copyModelBeside(modelDir, state, `${suffix}_${formatCompactTimestamp(date)}`);
}

/** Formats a date for the name of a folder: `20261123_003530`, local time. */
function formatCompactTimestamp(date: Date): string {
  const padToTwo = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}${padToTwo(date.getMonth() + 1)}${padToTwo(date.getDate())}`;
  return `${day}_${padToTwo(date.getHours())}${padToTwo(date.getMinutes())}${padToTwo(date.getSeconds())}`;
}

/** Copies a model into a folder: the state, the files that it names, the configuration and the logs. */
async function copyModel(modelDir: string, state: ModelState, folder: string): Promise<void> {
  const trainer = state.name;
  const states = [getStatePath, getPreviousStatePath, getBackupStatePath].map((getPath) => getPath(modelDir, trainer));
  const named = [state.weights.file, state.optimizer?.file];
  for (const entry of await readdir(modelDir, { withFileTypes: true })) {
    const [source, target] = [join(modelDir, entry.name), join(folder, entry.name)];
    const isLock = entry.name.startsWith('.');
    if (isLock || isTemporaryName(entry.name) || states.includes(source)) continue;
    if (entry.isDirectory() && entry.name === logsFolderName) await copyTree(source, target);
    else if (named.includes(entry.name)) await linkOrCopy(source, target);
    else if (entry.isFile() && !entry.name.endsWith('.safetensors')) await copyFile(source, target);
  }
  await writeFileAtomic(getStatePath(folder, trainer), formatModelState(state));
}

async function copyTree(from: string, to: string): Promise<void> {
  await createFolder(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isFile()) await copyFile(source, target);
  }
}

/** Links a file, or copies it where the file system has no links. Files of tensors never change once written, so they can be shared. */
export async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    if (!hasErrorCode(error, 'EPERM', 'ENOTSUP', 'ENOSYS', 'EXDEV', 'EMLINK')) throw explainFileError(error, target);
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    const file = await open(target, 'r+');
    await file.sync().finally(() => file.close());
  }
}

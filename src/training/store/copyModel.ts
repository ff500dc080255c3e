import { constants, existsSync } from 'node:fs';
import { copyFile, link, mkdir, open, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  createTemporaryPath,
  explainFileError,
  isTemporaryName,
  writeFileAtomic,
  writeFolderAtomic,
} from '../../files/atomicFile';
import { hasErrorCode } from '../../shared/errors';
import { getBackupStatePath, getPreviousStatePath, getStatePath, logsFolderName } from './modelFiles';
import { formatModelState, type ModelState } from './modelState';

/**
 * Copies a model as `state` has it, with its logs and pictures, to a new folder beside it: there whole, or not at all.
 * Its weights are shared by hard links where the file system can, so that a copy costs neither time nor space.
 * @param suffix of the new folder's name, after the model's own
 * @returns the new folder; `_2`, `_3` … are added to a name that is taken
 */
export async function copyModelBeside(modelDir: string, state: ModelState, suffix: string): Promise<string> {
  const from = resolve(modelDir);
  const target = await findFreeName(`${from}${suffix}`);
  await writeFolderAtomic(target, (folder) => copyModel(from, state, folder), createTemporaryPath(from));
  return target;
}

/** Copies a model as `state` has it into a folder: the state, the files that it names, the configuration and the logs. */
async function copyModel(modelDir: string, state: ModelState, folder: string): Promise<void> {
  const trainer = state.name;
  const states = [getStatePath, getPreviousStatePath, getBackupStatePath].map((pathOf) => pathOf(modelDir, trainer));
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
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isFile()) await copyFile(source, target);
  }
}

/** Tensors are never changed once they are written: a copy may share them. */
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

async function findFreeName(path: string): Promise<string> {
  for (let n = 1; ; n++) {
    const name = n === 1 ? path : `${path}_${n}`;
    if (!existsSync(name)) return name;
  }
}

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasErrorCode, UserError } from '../../../shared/errors';
import { t } from '../../../shared/l10n';
import { OnnxFileError } from '../../../tensor/onnx/fileGraph';
import { type Trunk, trunkOf } from './trunk';
import type { LpipsName } from './trunkLayouts';

export type Trunks = ReadonlyMap<LpipsName, Trunk>;

/** Larger files are none of the networks that are read. */
const mostBytes = 2 ** 30;

/**
 * The trunks of losses, from the user's own files: nothing is downloaded.
 * @param path an ONNX file, or a folder with one for each loss, named after it: `lpips_alex.onnx`, …
 * @param report told which trunk lacks its calibration
 * @throws UserError when there is no file, or another network in it
 */
export async function readTrunks(
  losses: readonly LpipsName[],
  path: string,
  report: (message: string) => void,
): Promise<Trunks> {
  requireTrunkPath(losses, path);
  const trunks = new Map<LpipsName, Trunk>();
  for (const loss of losses) {
    const file = await trunkFile(loss, path);
    const trunk = readTrunk(loss, file, await contentOf(loss, file));
    if (!trunk.isCalibrated)
      report(
        t(
          '{0} has no LPIPS channel weights (lin0.model.1.weight, …): all channels have equal weight in {1}.',
          file,
          loss,
        ),
      );
    trunks.set(loss, trunk);
  }
  return trunks;
}

/** @throws UserError when there are such losses, and no path to their networks */
export function requireTrunkPath([loss]: readonly LpipsName[], path: string): void {
  if (loss === undefined || path !== '') return;
  throw new UserError(
    t(
      '{0} needs its network as an ONNX file. Set lpips_trunk in train.ini to the file, or to a folder with {1}.',
      loss,
      `${loss}.onnx`,
    ),
  );
}

async function trunkFile(loss: LpipsName, path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? join(path, `${loss}.onnx`) : path;
}

async function contentOf(loss: LpipsName, file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > mostBytes) throw unusable(loss, file, t('it is larger than 1 GiB'));
    return await readFile(file);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR'))
      throw new UserError(
        t('There is no file {0} for {1}. Set lpips_trunk in train.ini to its network as an ONNX file.', file, loss),
      );
    if (hasErrorCode(error, 'EACCES', 'EPERM', 'EISDIR')) throw unusable(loss, file, t('it cannot be read'));
    throw error;
  }
}

function readTrunk(loss: LpipsName, file: string, bytes: Uint8Array): Trunk {
  try {
    return trunkOf(loss, bytes);
  } catch (error) {
    if (error instanceof OnnxFileError) throw unusable(loss, file, error.message);
    throw error;
  }
}

function unusable(loss: LpipsName, file: string, reason: string): UserError {
  return new UserError(
    t('{0} cannot be used as the network of {1}: {2}. Set lpips_trunk to another file.', file, loss, reason),
  );
}

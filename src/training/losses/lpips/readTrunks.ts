import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readRegularFile } from '../../../files/regularFile';
import { hasErrorCode, UserError } from '../../../shared/errors';
import { t } from '../../../shared/l10n';
import { OnnxFileError } from '../../../tensor/onnx/fileGraph';
import type { TrunkLoss } from '../loss';
import { readTrunk, type Trunk } from './trunk';

/** The trunks that losses need, by the names of these. */
export type Trunks = ReadonlyMap<string, Trunk>;

/** Larger files are none of the networks that are read. */
const mostBytes = 2 ** 30;

/**
 * Reads the trunks of losses from the user's own files; nothing is downloaded.
 * @param path an ONNX file, or a folder with one for each loss, named after it: `lpips_alex.onnx`, …
 * @param report called with a message that says which trunk lacks its calibration
 * @throws UserError when there is no file, or another network in it
 */
export async function readTrunks(
  losses: readonly TrunkLoss[],
  path: string,
  report: (message: string) => void,
): Promise<Trunks> {
  requireTrunkPath(losses, path);
  const trunks = new Map<string, Trunk>();
  for (const loss of losses) {
    const file = await findTrunkFile(loss, path);
    const trunk = parseTrunk(loss, file, await readContent(loss, file));
    if (!trunk.isCalibrated)
      report(
        t(
          '{0} has no LPIPS channel weights (lin0.model.1.weight, …): all channels have equal weight in {1}.',
          file,
          loss.name,
        ),
      );
    trunks.set(loss.name, trunk);
  }
  return trunks;
}

/** @throws UserError when there are such losses, and no path to their networks */
export function requireTrunkPath([loss]: readonly TrunkLoss[], path: string): void {
  if (loss === undefined || path !== '') return;
  throw new UserError(
    t(
      '{0} needs its network as an ONNX file. Set lpips_trunk in train.ini to the file, or to a folder with {1}.',
      loss.name,
      `${loss.name}.onnx`,
    ),
  );
}

async function findTrunkFile({ name }: TrunkLoss, path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? join(path, `${name}.onnx`) : path;
}

async function readContent(loss: TrunkLoss, file: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(file, mostBytes, { isNamed: true });
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR'))
      throw new UserError(
        t(
          'There is no file {0} for {1}. Set lpips_trunk in train.ini to its network as an ONNX file.',
          file,
          loss.name,
        ),
      );
    if (hasErrorCode(error, 'EACCES', 'EPERM', 'EISDIR')) throw unusable(loss, file, t('it cannot be read'));
    throw error;
  }
}

function parseTrunk(loss: TrunkLoss, file: string, bytes: Uint8Array): Trunk {
  try {
    return readTrunk(loss.trunk, bytes);
  } catch (error) {
    if (error instanceof OnnxFileError) throw unusable(loss, file, error.message);
    throw error;
  }
}

function unusable({ name }: TrunkLoss, file: string, reason: string): UserError {
  return new UserError(
    t('{0} cannot be used as the network of {1}: {2}. Set lpips_trunk to another file.', file, name, reason),
  );
}

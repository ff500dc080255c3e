import { explainFileError } from '../files/systemErrors';
import { throwIfCanceled, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { type FfmpegExit, getLastLine } from './ffmpegProcess';

/** Returns once ffmpeg has written `path`. @throws UserError that says why it has not; CanceledError */
export function checkExit({ exitCode, errorOutput }: FfmpegExit, path: string, signal?: AbortSignal): void {
  if (signal) throwIfCanceled(signal);
  if (exitCode === 0) return;
  if (hasFilledDisk(errorOutput))
    throw explainFileError(Object.assign(new Error(errorOutput), { code: 'ENOSPC' }), path);
  const reason = getLastLine(errorOutput) || t('ffmpeg gave no reason');
  throw new UserError(t('{0} could not be written ({1}). Choose another location or format.', path, reason));
}

export function hasFilledDisk(errorOutput: string): boolean {
  return /No space left on device|Disk quota exceeded/.test(errorOutput);
}

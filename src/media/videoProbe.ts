import { execFile, spawn } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { explainFileError } from '../files/systemErrors';
import { hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { findFfmpeg } from './ffmpeg';
import { buildFileInput, toFileUrl } from './ffmpegArguments';
import { getLastLine } from './ffmpegProcess';
import { parseProbe } from './parseProbe';
import type { VideoInfo } from './videoInfo';

/**
 * Reads the facts about a video with ffprobe.
 * @throws UserError when the file is missing, empty, unreadable, or not a video.
 */
export async function probeVideo(path: string): Promise<VideoInfo> {
  await checkReadable(path);
  const { ffprobe } = await findFfmpeg();
  const args = [
    '-v',
    'error',
    '-of',
    'json',
    '-show_streams',
    '-show_format',
    '-show_chapters',
    ...buildFileInput(path),
  ];
  const output = await promisify(execFile)(ffprobe, args, { maxBuffer: 64 << 20, windowsHide: true }).then(
    ({ stdout }) => stdout,
    (error: { stderr?: string }) => {
      throw new UserError(
        t(
          '{0} cannot be read as a video ({1}). Choose another file or repair it.',
          path,
          getProbeFailureReason(error.stderr, path),
        ),
      );
    },
  );
  return parseProbe(output, path);
}

async function checkReadable(path: string): Promise<void> {
  try {
    const entry = await stat(path);
    if (!entry.isFile())
      throw new UserError(t('{0} is not a file, but a device or a pipe. Choose a video file.', path));
    if (entry.size === 0) throw new UserError(t('{0} is empty: copy the video again.', path));
    await access(path, constants.R_OK);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) throw new UserError(t('{0} does not exist. Check the path.', path));
    throw explainFileError(error, path);
  }
}

function getProbeFailureReason(stderr = '', path: string): string {
  const refused = /^\[(\S+) @ \S+\] Format not on whitelist/m.exec(stderr)?.[1];
  if (refused !== undefined) return t('“{0}” is not a format of videos, but may lead to other files', refused);
  return getLastLine(stderr).replace(`${toFileUrl(path)}: `, '') || t('ffprobe gave no reason');
}

/**
 * Counts the frames of a video by its packets, which needs no decoding but reads the whole file.
 * @returns undefined when the packets cannot be read; decoding will report what is wrong
 */
export async function countFrames(
  path: string,
  { contents }: VideoInfo,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const { ffprobe } = await findFfmpeg();
  const entries = ['-select_streams', String(contents.videoIndex), '-show_entries', 'packet=flags', '-of', 'csv=p=0'];
  const child = spawn(ffprobe, ['-v', 'quiet', ...entries, ...buildFileInput(path)], {
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
    ...(signal && { signal }),
  });
  child.on('error', () => undefined); // it could not be started, or was canceled: nothing is counted
  let count = 0;
  // A packet is decoded but never shown where an edit list cuts it away: its flags have a D.
  for await (const line of createInterface({ input: child.stdout })) if (/^[K_][^D]/.test(line)) count++;
  return count > 0 ? count : undefined;
}

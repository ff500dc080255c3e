import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../files/findProgram';
import { explainStartError } from '../files/systemErrors';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';

/** The two programs of an FFmpeg installation. */
export interface Ffmpeg {
  readonly ffmpeg: string;
  readonly ffprobe: string;
  /** As the program prints it: `5.1.9-0+deb12u1`, or `N-109542-g…` for a development build. */
  readonly version: string;
}

const oldestSupportedVersion = [4, 4] as const;
const executableSuffix = process.platform === 'win32' ? '.exe' : '';
const searches = new Map<string, Promise<Ffmpeg>>();
let usualLocation: string | undefined;

/** Makes this process look for ffmpeg at `location`, where a call names no other place; undefined for the usual ones. */
export function useFfmpegAt(location: string | undefined): void {
  usualLocation = location;
}

/**
 * Finds ffmpeg and ffprobe at `location`, the path of the binary or of its folder; on the PATH when that is empty.
 * @param location that of {@link useFfmpegAt}, else of the environment variable FACESWAP_FFMPEG, when absent
 * @throws UserError when there is none, or when it is older than 4.4.
 */
export function findFfmpeg(location = usualLocation ?? process.env.FACESWAP_FFMPEG ?? ''): Promise<Ffmpeg> {
  const key = `${location}\n${process.env.PATH ?? ''}`;
  let search = searches.get(key);
  if (!search) {
    search = locateFfmpeg(location);
    searches.set(key, search);
    search.catch(() => searches.delete(key)); // search again after the user has installed it
  }
  return search;
}

async function locateFfmpeg(location: string): Promise<Ffmpeg> {
  const ffmpeg = await resolveBinary(location);
  const ffprobe =
    ffmpeg === findProgram('ffmpeg') ? requireProgram('ffprobe') : join(dirname(ffmpeg), `ffprobe${executableSuffix}`);
  const [version] = await Promise.all([readVersion(ffmpeg, 'ffmpeg'), readVersion(ffprobe, 'ffprobe')]);
  if (isOlderVersion(version, oldestSupportedVersion))
    throw new UserError(
      t('ffmpeg {0} at {1} is too old: 4.4 or later is needed. {2}', version, ffmpeg, getInstallationAdvice()),
    );
  return { ffmpeg, ffprobe, version };
}

async function resolveBinary(location: string): Promise<string> {
  if (location === '') return requireProgram('ffmpeg');
  if (basename(location) === location) return requireProgram(location);
  if (!isAbsolute(location))
    throw new UserError(
      t(
        'The path of ffmpeg, {0}, must begin at the root of the disk. Change FACESWAP_FFMPEG or the setting.',
        location,
      ),
    );
  const isFolder = await stat(location).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  return isFolder ? join(location, `ffmpeg${executableSuffix}`) : location;
}

/** Returns the path of a program on the PATH. @throws UserError when there is none */
function requireProgram(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw createMissingError(name);
  return path;
}

async function readVersion(binary: string, name: string): Promise<string> {
  const output = await promisify(execFile)(binary, ['-version'], { windowsHide: true }).then(
    ({ stdout }) => stdout,
    (error: unknown) => {
      const known = explainStartError(error);
      if (known) throw known;
      return '';
    },
  );
  const version = new RegExp(`^${name} version (\\S+)`).exec(output)?.[1];
  if (version === undefined) throw createMissingError(binary);
  return version;
}

function createMissingError(binary: string): UserError {
  return new UserError(
    t('{0} could not be run. It is needed to read and write videos. {1}', binary, getInstallationAdvice()),
  );
}

/** Returns whether the release number is lower than `minimum`; development builds have none and count as new. */
export function isOlderVersion(version: string, minimum: readonly [number, number]): boolean {
  const release = /^n?(\d+)\.(\d+)/.exec(version);
  if (!release) return false;
  const [major, minor] = [Number(release[1]), Number(release[2])];
  return major < minimum[0] || (major === minimum[0] && minor < minimum[1]);
}

function getInstallationAdvice(): string {
  switch (process.platform) {
    case 'win32':
      return t('Install it with “winget install ffmpeg”, or set FACESWAP_FFMPEG to its path.');
    case 'darwin':
      return t('Install it with “brew install ffmpeg”, or set FACESWAP_FFMPEG to its path.');
    default:
      return t(
        'Install it with “sudo apt install ffmpeg” or your package manager, or set FACESWAP_FFMPEG to its path.',
      );
  }
}

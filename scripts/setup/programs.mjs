// The programs of the system that the project runs, and whether they are good enough.
import { existsSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { readOutput } from './run.mjs';

const oldestFfmpeg = [4, 4];

/** Returns what is wrong with the ffmpeg of this machine, as a clause; `undefined` where it is good enough. */
export function findFfmpegFault() {
  for (const name of ['ffmpeg', 'ffprobe']) {
    const version = readOutput(resolveFfmpeg(name), ['-hide_banner', '-version']);
    if (version === undefined) return `${name} is not installed`;
    // Builds from git have names such as N-117000-g0c5f1e4 instead of a number: they are new enough.
    const [, major, minor] = /version n?(\d+)\.(\d+)/.exec(version) ?? [];
    if (major && (+major < oldestFfmpeg[0] || (+major === oldestFfmpeg[0] && +minor < oldestFfmpeg[1])))
      return `${name} ${major}.${minor} is older than ${oldestFfmpeg.join('.')}`;
  }
  const encoders = readOutput(resolveFfmpeg('ffmpeg'), ['-hide_banner', '-encoders']) ?? '';
  return / libx264 /.test(encoders) ? undefined : 'ffmpeg has no H.264 encoder (libx264)';
}

/** Returns the path of `name` as FACESWAP_FFMPEG says it (a folder, or the program itself), else its name. */
function resolveFfmpeg(name) {
  const configured = process.env.FACESWAP_FFMPEG;
  if (!configured) return name;
  const isFolder = statSync(configured, { throwIfNoEntry: false })?.isDirectory();
  if (isFolder) return join(configured, name);
  return name === 'ffmpeg' ? configured : join(dirname(configured), name);
}

const browsers = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
};

/** Returns the path of the browser: that of CHROMIUM, else the usual ones; `undefined` where there is none. */
export function findChromium() {
  const candidates = process.env.CHROMIUM ? [process.env.CHROMIUM] : (browsers[process.platform] ?? []);
  const places = candidates.flatMap((name) =>
    isAbsolute(name) ? [name] : (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)),
  );
  return places.find((path) => existsSync(path));
}

/** Returns what is wrong with the browser of this machine; `undefined` where it is good enough. */
export function findChromiumFault() {
  return findChromium() ? undefined : 'Chromium is not installed';
}

// The system's programs that the project runs, and how to tell whether they will do.
import { existsSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { outputOf } from './run.mjs';

const oldestFfmpeg = [4, 4];

/** What is wrong with the ffmpeg of this machine, as a clause; `undefined` where it will do. */
export function ffmpegFault() {
  for (const name of ['ffmpeg', 'ffprobe']) {
    const version = outputOf(ffmpegCommand(name), ['-hide_banner', '-version']);
    if (version === undefined) return `${name} is not installed`;
    // Builds from git have names such as N-117000-g0c5f1e4 instead of a number: they are new enough.
    const [, major, minor] = /version n?(\d+)\.(\d+)/.exec(version) ?? [];
    if (major && (+major < oldestFfmpeg[0] || (+major === oldestFfmpeg[0] && +minor < oldestFfmpeg[1])))
      return `${name} ${major}.${minor} is older than ${oldestFfmpeg.join('.')}`;
  }
  const encoders = outputOf(ffmpegCommand('ffmpeg'), ['-hide_banner', '-encoders']) ?? '';
  return / libx264 /.test(encoders) ? undefined : 'ffmpeg has no H.264 encoder (libx264)';
}

/** `name` in the folder that FACESWAP_FFMPEG tells (a folder or the program itself), else on the path. */
function ffmpegCommand(name) {
  const told = process.env.FACESWAP_FFMPEG;
  if (!told) return name;
  const isFolder = statSync(told, { throwIfNoEntry: false })?.isDirectory();
  if (isFolder) return join(told, name);
  return name === 'ffmpeg' ? told : join(dirname(told), name);
}

const browsers = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
};

/** The browser to drive: where CHROMIUM tells, else where systems have it; `undefined` where there is none. */
export function chromiumPath() {
  const candidates = process.env.CHROMIUM ? [process.env.CHROMIUM] : (browsers[process.platform] ?? []);
  const places = candidates.flatMap((name) =>
    isAbsolute(name) ? [name] : (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)),
  );
  return places.find((path) => existsSync(path));
}

/** What is wrong with the browser of this machine; `undefined` where it will do. */
export function chromiumFault() {
  return chromiumPath() ? undefined : 'Chromium is not installed';
}

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../shared/errors';
import { findFfmpeg } from './ffmpeg';
import { buildDecodeFilter, buildFileInput } from './ffmpegArguments';
import type { FrameSource, Image } from './frames';
import { readImage } from './imageFile';
import type { VideoInfo } from './videoInfo';

/**
 * Reads single frames of a source without reading those before them: a video is searched by time, so that where its rate
 * varies it may be a neighbor of the frame that is asked for. A frame that is not there or cannot be read is undefined.
 */
export async function readFrameAt(source: FrameSource, position: number): Promise<Image | undefined> {
  const { path, info, imageNames } = source;
  if (info) return await readVideoFrame(path, info, position);
  const name = imageNames?.[position];
  if (name === undefined) return undefined;
  return await readImage(join(path, name)).catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
}

async function readVideoFrame(path: string, info: VideoInfo, position: number): Promise<Image | undefined> {
  const { ffmpeg } = await findFfmpeg();
  const { width, height } = info;
  const seconds = findTime(info, position);
  const args = [
    ...['-hide_banner', '-v', 'error', '-nostdin'],
    ...(seconds > 0 ? ['-ss', seconds.toFixed(6)] : []),
    ...buildFileInput(path),
    ...['-map', `0:${info.contents.videoIndex}`, '-frames:v', '1'],
    ...['-vf', buildDecodeFilter(info, { choice: { every: 1 }, toneMap: false, deinterlacer: undefined })],
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'],
  ];
  const bytes = 3 * width * height;
  const pixels = await promisify(execFile)(ffmpeg, args, {
    encoding: 'buffer',
    maxBuffer: bytes,
    windowsHide: true,
  }).then(
    ({ stdout }) => stdout,
    () => undefined, // what is wrong with a video is told when it is read as a whole
  );
  return pixels?.length === bytes ? { width, height, pixels: new Uint8Array(pixels) } : undefined;
}

/** Returns a time just before a frame is shown, seconds from the start of the file, if all frames are shown for the same time. */
function findTime({ frameRate, contents }: VideoInfo, position: number): number {
  if (position === 0) return 0;
  const frames = position - 0.5;
  return contents.videoStartSeconds - contents.startSeconds + (frames * frameRate.denominator) / frameRate.numerator;
}

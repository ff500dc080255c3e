import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findFfmpeg } from './ffmpeg';
import { buildFileInput } from './ffmpegArguments';
import type { VideoInfo } from './videoInfo';

/** Codecs whose frames may consist of two fields. */
const fieldCodecs = new Set(['dvvideo', 'ffv1', 'h264', 'mpeg2video', 'mpeg4', 'prores', 'vc1', 'wmv3']);

/** Returns whether frames of a codec may be interlaced, whatever the file says of its first ones. */
export function mayBeInterlaced({ codec = '' }: VideoInfo): boolean {
  return fieldCodecs.has(codec);
}

const sampledPlaces = 8;
const framesEach = 2;

/**
 * Looks at a few frames all over a video: a file tells only how its first ones are, but a recording or a joined film may
 * become interlaced later.
 */
export async function hasInterlacedParts(path: string, info: VideoInfo, signal?: AbortSignal): Promise<boolean> {
  const { durationSeconds = 0, contents } = info;
  if (!mayBeInterlaced(info)) return false;
  const { ffprobe } = await findFfmpeg();
  const places = Array.from(
    { length: sampledPlaces },
    (_, i) => Math.max(0, contents.videoStartSeconds) + ((i + 0.5) * durationSeconds) / sampledPlaces,
  );
  const args = [
    ...['-v', 'quiet', '-select_streams', String(contents.videoIndex)],
    ...['-read_intervals', places.map((seconds) => `${seconds.toFixed(3)}%+#${framesEach}`).join(',')],
    ...['-show_entries', 'frame=interlaced_frame', '-of', 'csv=p=0', ...buildFileInput(path)],
  ];
  return await promisify(execFile)(ffprobe, args, { windowsHide: true, ...(signal && { signal }) }).then(
    ({ stdout }) => /^1/m.test(stdout),
    () => false, // decoding will report what is wrong
  );
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { findFfmpeg } from './ffmpeg';
import { buildFileInput } from './ffmpegArguments';

const run = promisify(execFile);

/** The first facts about a video, which take milliseconds to read. */
export interface VideoSummary {
  readonly durationSeconds?: number;
  /** Pixels, as stored. */
  readonly width: number;
  readonly height: number;
}

const timeoutMs = 15_000;
const maxOutputBytes = 1 << 20;
/** The longer side of a thumbnail, in pixels. */
const thumbnailSize = 256;

const seconds = v.optional(v.pipe(v.string(), v.transform(Number), v.finite(), v.minValue(0)));
const probeSchema = v.object({
  streams: v.tupleWithRest(
    [
      v.object({
        width: v.pipe(v.number(), v.minValue(1)),
        height: v.pipe(v.number(), v.minValue(1)),
        duration: seconds,
      }),
    ],
    v.unknown(),
  ),
  format: v.optional(v.object({ duration: seconds })),
});

/**
 * Reads the length and the size of a video from its head. Returns undefined for what is no video, or takes too long.
 * @param location where ffmpeg is, as the settings say; the usual places when empty
 */
export async function summarizeVideo(path: string, location?: string): Promise<VideoSummary | undefined> {
  try {
    const { ffprobe } = await findFfmpeg(location);
    const entries = 'stream=width,height,duration:format=duration';
    const args = ['-v', 'error', '-of', 'json', '-select_streams', 'v:0', '-show_entries', entries];
    const { stdout } = await run(ffprobe, [...args, ...buildFileInput(path)], {
      ...{ timeout: timeoutMs, maxBuffer: maxOutputBytes, windowsHide: true },
    });
    const { streams, format } = v.parse(probeSchema, JSON.parse(stdout));
    const [{ width, height, duration }] = streams;
    const durationSeconds = duration ?? format?.duration;
    return { width, height, ...(durationSeconds !== undefined && { durationSeconds }) };
  } catch {
    return undefined;
  }
}

/**
 * Writes a small PNG of one frame of a video to `output`.
 * @param second where the frame is
 * @throws Error when there is none
 */
export async function writeThumbnail(path: string, second: number, output: string, location?: string): Promise<void> {
  const { ffmpeg } = await findFfmpeg(location);
  const scale = `scale=${thumbnailSize}:${thumbnailSize}:force_original_aspect_ratio=decrease`;
  const args = ['-v', 'error', '-nostdin', '-y', '-ss', String(second), ...buildFileInput(path)];
  const frame = ['-an', '-sn', '-frames:v', '1', '-vf', scale, '-f', 'image2', '-c:v', 'png', '-update', '1', output];
  await run(ffmpeg, [...args, ...frame], { timeout: timeoutMs, maxBuffer: maxOutputBytes, windowsHide: true });
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { makeSampleClips } from '../../../scripts/demo/sampleClips';

const run = promisify(execFile);

/** Frames of a test clip: enough for a face to be found and to be learned from a little. */
export const clipFrames = 25;

/** Puts `a.mp4` and `b.mp4`, one person each, into `folder`: cut from real videos, else made from sample photos. */
export async function makeTestClips(folder: string): Promise<void> {
  const real = ['talk_woman_coat_1080x1920.mp4', 'talk_man_beard_1080x1920.mp4'].map((name) =>
    resolve('../shared/data/video', name),
  );
  const originals = real.every((path) => existsSync(path)) ? real : await makeSampleClips('.cache/e2e-clips');
  await Promise.all(originals.map((path, index) => cutClip(path, join(folder, `${'ab'[index]}.mp4`))));
}

async function cutClip(from: string, to: string): Promise<void> {
  const picture = ['-frames:v', String(clipFrames), '-vf', 'scale=-2:540', '-c:v', 'libx264', '-pix_fmt', 'yuv420p'];
  await run('ffmpeg', ['-v', 'error', '-y', '-i', from, ...picture, '-c:a', 'aac', '-shortest', to]);
}

export interface VideoFacts {
  readonly frames: number;
  readonly width: number;
  readonly height: number;
}

/** Decodes the whole video, as a player would. */
export async function readVideoFacts(path: string): Promise<VideoFacts> {
  const entries = 'stream=width,height,nb_read_frames';
  const select = ['-select_streams', 'v:0', '-count_frames', '-show_entries', entries, '-of', 'json'];
  const { stdout } = await run('ffprobe', ['-v', 'error', ...select, path]);
  const [stream] = JSON.parse(stdout).streams;
  return { frames: Number(stream.nb_read_frames), width: stream.width, height: stream.height };
}

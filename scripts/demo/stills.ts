import { execFile } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { findFfmpeg } from '../../src/media/ffmpeg';

const largestStillBytes = 256 << 20;

/** Runs ffmpeg so that `output` appears only when it is whole. */
export async function runFfmpeg(output: string, args: readonly string[]): Promise<void> {
  const { ffmpeg } = await findFfmpeg();
  const partial = `${output}.partial${extname(output)}`;
  await promisify(execFile)(ffmpeg, ['-v', 'error', '-nostdin', '-y', ...args, partial], { windowsHide: true });
  await rename(partial, output);
}

/** The frame `seconds` into `video` as a JPEG of `width` px, with `xmp` where given. */
export async function extractStill(video: string, seconds: number, width: number, xmp?: string): Promise<Buffer> {
  const { ffmpeg } = await findFfmpeg();
  const seek = ['-v', 'error', '-nostdin', '-ss', seconds.toFixed(3), '-i', video];
  const output = ['-frames:v', '1', '-c:v', 'png', '-f', 'image2pipe', 'pipe:1'];
  const options = { encoding: 'buffer', maxBuffer: largestStillBytes, windowsHide: true } as const;
  const { stdout } = await promisify(execFile)(ffmpeg, [...seek, ...output], options);
  const still = sharp(stdout).resize({ width }).jpeg({ quality: 88 });
  return (xmp === undefined ? still : still.withXmp(xmp)).toBuffer();
}

/** A copy of a recording that every browser plays: H.264, at most 1280 px wide, without sound. */
export function writePlayable(video: string, output: string): Promise<void> {
  const filters = "scale='trunc(min(1280,iw)/2)*2':-2,format=yuv420p";
  const encoder = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-movflags', '+faststart'];
  return runFfmpeg(output, ['-i', video, '-an', '-vf', filters, ...encoder]);
}

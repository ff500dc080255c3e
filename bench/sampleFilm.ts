import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findFfmpeg } from '../src/media/ffmpeg';
import type { JobContext } from '../src/shared/jobEvents';
import { train } from '../src/stages/train/run';

/** Creates a 720p clip from one of face-api's sample photos (MIT), in which the view moves slowly over a face. */
export async function createSampleClip(work: string, frames: number): Promise<string> {
  const demo = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')), 'demo');
  const clip = join(work, `sample-${frames}.mp4`);
  if (existsSync(clip)) return clip;
  const { ffmpeg } = await findFfmpeg();
  const camera = [
    'split[wide][close]',
    "[wide]crop=800:450:'860+50*sin(n/20)':'400+25*cos(n/31)',scale=1280:720,gblur=24[behind]",
    "[close]crop=560:560:'925+25*sin(n/20)':'150+25*cos(n/31)',scale=720:720:flags=lanczos[person]",
    '[behind][person]overlay=280:0,format=yuv420p',
  ].join(';');
  const photo = ['-loop', '1', '-framerate', '25', '-i', join(demo, 'sample3.jpg')];
  const encoding = ['-frames:v', String(frames), '-c:v', 'libx264', '-crf', '18'];
  await promisify(execFile)(ffmpeg, ['-v', 'error', '-y', ...photo, '-vf', camera, ...encoding, clip]);
  return clip;
}

/** Creates a model that has been trained for one iteration on the faces of a folder. */
export async function createSampleModel(work: string, faces: string, job: JobContext): Promise<string> {
  const modelDir = join(work, 'model');
  await rm(modelDir, { recursive: true, force: true });
  const loaderModule = resolve('dist/loader.mjs');
  await train(
    { inputA: faces, inputB: faces, modelDir, trainer: 'nimble', batchSize: 2, iterations: 1, loaderModule },
    job,
  );
  return modelDir;
}

import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A still clip of one face of the sample photos in face-api. */
export function makeFaceClip(path: string, person: 'a' | 'b', frames: number): void {
  const demo = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')), 'demo');
  const [photo, crop] = person === 'a' ? ['sample6.jpg', '470:470:141:375'] : ['sample3.jpg', '480:480:965:170'];
  const filter = `crop=${crop},scale=240:240`;
  const input = ['-loop', '1', '-i', join(demo, photo), '-vf', filter, '-frames:v', String(frames)];
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...input, '-pix_fmt', 'yuv420p', path]);
}

export function makePatternClip(path: string, frames: number): void {
  const input = ['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=25', '-frames:v', String(frames)];
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...input, '-pix_fmt', 'yuv420p', path]);
}

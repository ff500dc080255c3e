import { mkdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { clip, formatCameraFilters, type Subject } from './camera';
import { runFfmpeg } from './stills';

/** Two adults of the sample photos (MIT) in the package face-api, both seen from the front and in warm light; nobody else's face is in their view. */
const subjects: Readonly<Record<'a' | 'b', Subject>> = {
  a: { photo: 'sample6.jpg', x: 376, y: 610, viewWidth: 510 },
  b: { photo: 'sample3.jpg', x: 690, y: 455, viewWidth: 560 },
};

/** Three soft notes that swell and fade, so that one can hear that the swapped video keeps its sound. */
const chord = [220, 277.18, 329.63].map((hertz) => `0.02*sin(2*PI*${hertz}*t)`).join('+');
const tone = `aevalsrc='(${chord})*(0.6-0.4*cos(2*PI*t/3))':sample_rate=44100`;

/** Makes the clips `a.mp4` (with sound) and `b.mp4` in `folder`, unless they are there. */
export async function makeSampleClips(folder: string): Promise<[string, string]> {
  await mkdir(folder, { recursive: true });
  const photos = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')), 'demo');
  const paths: [string, string] = [join(folder, 'a.mp4'), join(folder, 'b.mp4')];
  await makeClip(paths[0], photos, subjects.a, ['-f', 'lavfi', '-i', tone, '-c:a', 'aac', '-b:a', '96k']);
  await makeClip(paths[1], photos, subjects.b, []);
  return paths;
}

async function makeClip(path: string, photos: string, subject: Subject, sound: readonly string[]): Promise<void> {
  const isThere = await stat(path).then(
    (entry) => entry.size > 0,
    () => false,
  );
  if (isThere) return;
  await runFfmpeg(path, [
    ...['-i', join(photos, subject.photo), ...sound, '-vf', formatCameraFilters(subject)],
    ...['-t', String(clip.frames / clip.frameRate)],
    ...['-c:v', 'libx264', '-crf', '18', '-movflags', '+faststart'],
  ]);
}

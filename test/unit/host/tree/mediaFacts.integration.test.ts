import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, expect, test } from 'vitest';
import { MediaFactsReader } from '../../../../src/host/tree/mediaFacts';
import { makeClip, writeProgramSpy } from '../../../support/e2e/treeProject';

let folder: string;
const locate = (name: string) => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facts-'));
  return () => rm(folder, { recursive: true });
});

function createReader(mayRun: boolean, ffmpeg?: string) {
  const reader = new MediaFactsReader({
    cache: locate('cache'),
    mayRun: () => mayRun,
    getFfmpeg: () => ffmpeg,
    onChange: () => undefined,
  });
  const follow = async (paths: readonly string[]) => {
    reader.follow(new Map(paths.map((path) => [path, 'thumbnail'] as const)));
    await expect.poll(() => paths.every((path) => reader.find(path)), { timeout: 20_000 }).toBe(true);
  };
  return { reader, follow };
}

test('a video has its length, its size and a picture, which is made again when the video changes', async () => {
  await makeClip(locate('clip.mp4'));
  const { reader, follow } = createReader(true);
  await follow([locate('clip.mp4')]);
  const { thumbnail, ...facts } = reader.find(locate('clip.mp4'))!;
  expect(facts).toMatchObject({ durationSeconds: 1, width: 320, height: 240, bytes: expect.any(Number) });
  expect(await sharp(thumbnail).metadata()).toMatchObject({ format: 'png', width: 256, height: 192 });
  await utimes(locate('clip.mp4'), 1, 1);
  await follow([locate('clip.mp4')]);
  await expect.poll(() => reader.find(locate('clip.mp4'))!.thumbnail).not.toBe(thumbnail);
  expect(await readdir(locate('cache'))).toHaveLength(2);
});

test('a moved original, a broken video, a folder of images and a huge picture are told apart', async () => {
  await symlink(locate('gone.mp4'), locate('moved.mp4'));
  await writeFile(locate('broken.mp4'), 'no video');
  await mkdir(locate('photos'));
  for (const name of ['1.jpg', '2.png', 'note.txt']) await writeFile(join(locate('photos'), name), '');
  const create = { width: 5000, height: 10, channels: 3, background: 'red' } as const;
  await sharp({ create }).png().toFile(locate('wide.png'));
  await sharp({ create: { ...create, width: 50 } })
    .png()
    .toFile(locate('face.png'));
  const { reader, follow } = createReader(true);
  const names = ['moved.mp4', 'broken.mp4', 'photos', 'wide.png', 'face.png'];
  await follow(names.map(locate));
  expect(names.map((name) => reader.find(locate(name)))).toEqual([
    { isMissing: true },
    { bytes: 8, changedMs: expect.any(Number) },
    { images: 2 },
    { bytes: expect.any(Number), changedMs: expect.any(Number) },
    { bytes: expect.any(Number), changedMs: expect.any(Number), thumbnail: locate('face.png') },
  ]);
});

test('without trust nothing is run on the files', async () => {
  await makeClip(locate('clip.mp4'));
  await writeProgramSpy(locate('ffmpeg'), locate('was-run'));
  const { reader, follow } = createReader(false, locate('ffmpeg'));
  await follow([locate('clip.mp4')]);
  expect(reader.find(locate('clip.mp4'))).toEqual({ bytes: expect.any(Number), changedMs: expect.any(Number) });
  expect([existsSync(locate('was-run')), existsSync(locate('cache'))]).toEqual([false, false]);
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { copyVideo, readFrameTimes } from '../../support/media/copyVideo';
import { createTemporaryFolder, runFfmpeg } from '../../support/media/ffmpegClips';

const folder = createTemporaryFolder();
const place = (name: string) => join(folder, name);

/** The largest difference between the times of two videos, each counted from its first sound or, without one, from zero. */
function measureDrift(source: string, result: string, from: (path: string) => number): number {
  const [expected, found] = [source, result].map((path) => {
    const start = from(path);
    return readFrameTimes(path).map((time) => time - start);
  });
  expect(found!.length).toBe(expected!.length);
  return Math.max(...expected!.map((time, i) => Math.abs(time - found![i]!)));
}

const fromZero = () => 0;
const fromSound = (path: string) => readFrameTimes(path, 'a:0')[0]!;

/** Half the unit in which Matroska counts, milliseconds. */
const rounding = 0.00051;

beforeAll(() => {
  const halves = ['testsrc2=s=64x48:r=30:d=12', 'testsrc2=s=64x48:r=15:d=4'].flatMap((it) => ['-f', 'lavfi', '-i', it]);
  const joined = '[0:v]settb=1/15360[a];[1:v]settb=1/15360[b];[a][b]concat[v]';
  const sound = ['-f', 'lavfi', '-i', 'sine=d=16'];
  const encoding = ['-enc_time_base', '1:15360', '-c:v', 'libx264', '-g', '48', '-c:a', 'aac'];
  const mapping = ['-filter_complex', joined, '-map', '[v]', '-map', '2:a', '-vsync', 'passthrough'];
  runFfmpeg(...halves, ...sound, ...mapping, ...encoding, place('slower.mp4'));
  runFfmpeg('-i', place('slower.mp4'), '-c', 'copy', place('slower.mkv'));
  runFfmpeg('-ss', '3.3', '-i', place('slower.mp4'), '-c', 'copy', place('trimmed.mp4'));
  const film = ['-f', 'lavfi', '-i', 'testsrc2=s=320x240:r=25:d=6', '-f', 'lavfi', '-i', 'sine=d=6', '-g', '50'];
  runFfmpeg(...film, '-c:v', 'libx264', '-c:a', 'aac', place('film.ts'));
});

describe('every frame of a result stands at its time in the source', () => {
  it.each([
    ['slower.mp4', 'mp4'],
    ['slower.mp4', 'mkv'],
    ['slower.mkv', 'mp4'],
    ['slower.mkv', 'webm'],
  ])('where the rate halves after 12 seconds: %s to %s', async (source, extension) => {
    const result = place(`from-${source}.${extension}`);
    await copyVideo(place(source), result);
    expect(measureDrift(place(source), result, extension === 'webm' ? fromSound : fromZero)).toBeLessThan(
      extension === 'webm' ? 0.008 : rounding, // the encoder of the sound begins 7 ms earlier
    );
  });

  it.each(['mp4', 'mkv'])(
    'where an edit list cuts a varying rate: to %s; progress ends at the frames shown',
    async (extension) => {
      const result = place(`cut.${extension}`);
      const { frames, expected } = await copyVideo(place('trimmed.mp4'), result);
      expect(frames).toBe(expected);
      expect(measureDrift(place('trimmed.mp4'), result, fromZero)).toBeLessThan(rounding);
    },
  );

  it('where a recording begins before a key frame, and where a part of it is lost', async () => {
    const film = readFileSync(place('film.ts'));
    const packet = 188;
    writeFileSync(place('late.ts'), film.subarray(packet * Math.floor(film.length / packet / 6)));
    film.fill(0, packet * Math.floor(film.length / packet / 2), packet * (Math.floor(film.length / packet / 2) + 40));
    writeFileSync(place('holed.ts'), film);
    for (const [name, ending] of [
      ['late.ts', 'mp4'],
      ['late.ts', 'm2ts'],
      ['holed.ts', 'mkv'],
    ]) {
      const result = place(`${name}.${ending}`);
      await copyVideo(place(name!), result);
      expect(measureDrift(place(name!), result, fromSound), result).toBeLessThan(0.001);
    }
  });

  it('from where the file states them: it has none below zero', async () => {
    const shift = ['-c', 'copy', '-output_ts_offset', '-1', '-avoid_negative_ts', 'disabled'];
    runFfmpeg('-i', place('slower.mp4'), ...shift, place('early.mkv'));
    const { frames } = await copyVideo(place('early.mkv'), place('early-too.mkv'));
    const [before, after] = ['early.mkv', 'early-too.mkv'].map((name) => readFrameTimes(place(name)));
    expect(frames).toBe(before!.length);
    expect(after!.at(-1)! - after![200]!).toBeCloseTo(before!.at(-1)! - before![200]!, 2);
    const sound = (name: string) => readFrameTimes(place(name), 'a:0').at(-1)!;
    expect(after!.at(-1)! - sound('early-too.mkv')).toBeCloseTo(before!.at(-1)! - sound('early.mkv'), 1);
  });

  it('where the picture begins after the sound, or before it', async () => {
    const clip = ['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=24000/1001:d=2'];
    const sound = ['-f', 'lavfi', '-i', 'sine=d=2'];
    const encoding = ['-map', '0:v', '-map', '1:a', '-c:v', 'libx264', '-c:a', 'aac'];
    runFfmpeg('-itsoffset', '0.75', ...clip, ...sound, ...encoding, place('picture-late.mp4'));
    runFfmpeg(...clip, '-itsoffset', '0.75', ...sound, ...encoding, place('sound-late.mkv'));
    for (const name of ['picture-late.mp4', 'sound-late.mkv']) {
      const result = place(`of-${name}.mp4`);
      await copyVideo(place(name), result);
      expect(measureDrift(place(name), result, fromSound), name).toBeLessThan(0.0006);
    }
  });
});

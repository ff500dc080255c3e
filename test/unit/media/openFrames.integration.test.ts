import { chmodSync, copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/media/frames';
import { PixelPool } from '../../../src/media/frames';
import { openFrames } from '../../../src/media/openFrames';
import { parseProbe } from '../../../src/media/parseProbe';
import { CanceledError, UserError } from '../../../src/shared/errors';
import { createTemporaryFolder, makeCountingClip, rotateQuarter, runFfmpeg } from '../../support/media/ffmpegClips';

const folder = createTemporaryFolder();
const lossless = ['-c:v', 'ffv1', '-pix_fmt', 'bgr0'];

async function readFrames(path: string, every?: number): Promise<{ frames: Frame[]; warnings: string[] }> {
  const warnings: string[] = [];
  const source = await openFrames(path, { ...(every && { every }), onWarning: (warning) => warnings.push(warning) });
  const frames: Frame[] = [];
  for await (const frame of source.frames()) frames.push(frame);
  return { frames, warnings };
}

/** The mean color of the pixels of a square of 8 around (x, y). */
function computeMeanColor({ width, pixels }: Frame, x: number, y: number): number[] {
  return [0, 1, 2].map((channel) => {
    let sum = 0;
    for (let dy = -4; dy < 4; dy++)
      for (let dx = -4; dx < 4; dx++) sum += pixels[((y + dy) * width + x + dx) * 3 + channel]!;
    return sum / 64;
  });
}

async function readErrorMessage(path: string): Promise<string> {
  const failure = await readFrames(path).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(UserError);
  const { message } = failure as UserError;
  expect(message).toContain(path);
  expect(message).not.toContain('\n');
  return message;
}

/** Where a bar has moved between the fields, the rows of a comb alternate between black and white. */
function listCombedRows({ width, pixels }: Frame): Uint8Array[] {
  const rows = Array.from({ length: 100 }, (_, y) => pixels.subarray((y + 70) * width * 3, (y + 71) * width * 3));
  return rows.slice(1).filter((row, i) => row.some((value, x) => Math.abs(value - rows[i]![x]!) > 120));
}

describe('frames of a video', () => {
  it('come in order, each with its number and name, whatever the container', async () => {
    for (const [name, output] of [
      ['count.mkv', lossless],
      ['count.mp4', ['-c:v', 'libx264', '-crf', '1', '-pix_fmt', 'yuv420p']],
      ['count.gif', []],
    ] as const) {
      const { frames } = await readFrames(makeCountingClip(join(folder, name), 20, ...output));
      expect(frames.map((frame) => frame.index)).toEqual(Array.from({ length: 20 }, (_, i) => i));
      expect(frames[6]!.name).toBe(`count_000007${name.slice(5)}`);
      for (const frame of frames) expect(Math.abs(frame.pixels[0]! - 8 * frame.index)).toBeLessThanOrEqual(3);
    }
  });

  it('are every nth frame, and keep their index in the source', async () => {
    const { frames } = await readFrames(makeCountingClip(join(folder, 'every.mkv'), 11, ...lossless), 4);
    expect(frames.map((frame) => [frame.index, frame.name, frame.pixels[0]])).toEqual([
      [0, 'every_000001.mkv', 0],
      [4, 'every_000005.mkv', 32],
      [8, 'every_000009.mkv', 64],
    ]);
  });

  it('are only the requested ones, and requested frames that do not exist are skipped', async () => {
    const video = makeCountingClip(join(folder, 'some.mkv'), 11, ...lossless);
    const stills = join(folder, 'some');
    mkdirSync(stills);
    for (const name of ['1.png', '2.png', '3.png', '4.png'])
      await sharp({ create: { width: 9, height: 9, channels: 3, background: '#000' } }).toFile(join(stills, name));
    const readChosenFrames = async (path: string, only: readonly number[]) => {
      const found: string[] = [];
      for await (const { index, name } of (await openFrames(path)).frames(undefined, only))
        found.push(`${index} ${name}`);
      return found;
    };
    expect(await readChosenFrames(video, [2, 3, 9])).toEqual([
      '2 some_000003.mkv',
      '3 some_000004.mkv',
      '9 some_000010.mkv',
    ]);
    expect(await readChosenFrames(video, [10, 11])).toEqual(['10 some_000011.mkv']);
    const many = Array.from({ length: 400 }, (_, i) => i);
    expect(await readChosenFrames(video, many)).toHaveLength(11);
    expect(await readChosenFrames(stills, [0, 3, 4])).toEqual(['0 1.png', '3 4.png']);
  });

  it('reuse the buffers of a pool once they are returned', async () => {
    const pool = new PixelPool();
    const buffers = new Set<Uint8Array>();
    const source = await openFrames(makeCountingClip(join(folder, 'pool.mkv'), 31, ...lossless));
    for await (const frame of source.frames(pool)) {
      expect(frame.pixels[0]).toBe(8 * frame.index);
      buffers.add(frame.pixels);
      pool.give(frame.pixels);
    }
    expect(buffers.size).toBeLessThan(10);
  });

  it('are neither duplicated nor dropped when the rate varies', async () => {
    const path = join(folder, 'vfr.mp4');
    runFfmpeg(
      '-f',
      'lavfi',
      '-i',
      'testsrc2=d=2:s=64x48:r=10',
      '-vf',
      'setpts=PTS+0.3*floor(N/5)/TB',
      '-vsync',
      '0',
      path,
    );
    const { frames, warnings } = await readFrames(path);
    expect([frames.length, warnings]).toEqual([20, []]);
  });

  it('are upright when the file has a rotation, and keep odd sizes', async () => {
    const upright = join(folder, 'odd.mkv');
    const still = [
      '-f',
      'lavfi',
      '-i',
      'color=red:s=66x34:r=5,format=gbrp,drawbox=0:0:32:34:blue:fill,crop=65:33',
      '-frames:v',
      '3',
    ];
    runFfmpeg(...still, ...lossless, upright);
    const turned = join(folder, 'turned.mp4');
    runFfmpeg('-f', 'lavfi', '-i', 'color=red:s=64x32:r=5,drawbox=0:0:32:32:blue:fill', '-frames:v', '3', turned);
    rotateQuarter(turned);
    const [odd] = (await readFrames(upright)).frames;
    expect([odd!.width, odd!.height]).toEqual([65, 33]);
    expect(computeMeanColor(odd!, 10, 10)[2]).toBeGreaterThan(200);
    const [frame] = (await readFrames(turned)).frames;
    expect([frame!.width, frame!.height]).toEqual([32, 64]);
    expect(computeMeanColor(frame!, 16, 8)[2]).toBeGreaterThan(200); // what was left is above
    expect(computeMeanColor(frame!, 16, 56)[0]).toBeGreaterThan(200);
  });

  it('have the colors of the scene in 8 bits and 10 bits', async () => {
    const source = ['-f', 'lavfi', '-i', 'color=0xC86432:s=1280x720:r=5', '-frames:v', '2'];
    const toBt709 = 'scale=out_color_matrix=bt709';
    runFfmpeg(...source, '-vf', toBt709, '-pix_fmt', 'yuv420p', join(folder, 'untagged.mp4'));
    runFfmpeg(...source, '-vf', toBt709, '-pix_fmt', 'yuv420p10le', '-colorspace', 'bt709', join(folder, 'ten.mp4'));
    for (const name of ['untagged.mp4', 'ten.mp4']) {
      const [frame] = (await readFrames(join(folder, name))).frames;
      for (const [i, expected] of [200, 100, 50].entries())
        expect(Math.abs(computeMeanColor(frame!, 100, 100)[i]! - expected)).toBeLessThan(6);
    }
  });

  it.each([
    // PQ's code 50 of 255 is about 1 cd/m² and 200 more than 1000: near black and near white once mapped.
    ['PQ', 'smpte2084', 42],
    ['HLG', 'arib-std-b67', 80],
  ])('of HDR in %s keep their darks and lights in SDR, and that is told', async (_, transfer, darkest) => {
    const tags = ['-color_trc', transfer, '-colorspace', 'bt2020nc', '-color_primaries', 'bt2020'];
    const halves = 'color=0x323232:s=128x64:r=5,drawbox=64:0:64:64:0xC8C8C8:fill,format=yuv420p10le';
    runFfmpeg('-f', 'lavfi', '-i', halves, '-frames:v', '2', '-c:v', 'libx264', ...tags, join(folder, 'hdr.mp4'));
    const { frames, warnings } = await readFrames(join(folder, 'hdr.mp4'));
    expect(warnings).toEqual([
      `${join(folder, 'hdr.mp4')} is HDR: its frames are converted to SDR, with 8 bits a color.`,
    ]);
    expect(computeMeanColor(frames[0]!, 32, 32)[1]).toBeLessThan(darkest);
    expect(computeMeanColor(frames[0]!, 96, 32)[1]).toBeGreaterThan(200);
  });

  it('of a film that becomes interlaced later are whole pictures, too, and that is told', async () => {
    const [first, second, path] = ['first.ts', 'second.ts', 'later.mkv'].map((name) => join(folder, name));
    runFfmpeg('-f', 'lavfi', '-i', 'color=black:s=320x240:r=25:d=2', '-c:v', 'mpeg2video', first!);
    const moving = 'color=black:s=320x240:r=50:d=2[back];color=white:s=40x240:r=50:d=2[bar]';
    const fields = `${moving};[back][bar]overlay=x=2*n,tinterlace=interleave_top`;
    const encoding = ['-c:v', 'mpeg2video', '-q:v', '1', '-flags', '+ilme+ildct'];
    runFfmpeg('-filter_complex', fields, '-pix_fmt', 'yuv420p', ...encoding, second!);
    runFfmpeg('-i', `concat:${first}|${second}`, '-c', 'copy', path!);
    const { frames, warnings } = await readFrames(path!);
    expect(warnings[0]).toBe(`${path} is interlaced: each frame is made a whole picture, at the same rate.`);
    expect(listCombedRows(frames[80]!)).toEqual([]);
  });

  it('of a film with transparency are opaque, and that is told', async () => {
    const path = join(folder, 'alpha.webm');
    const source = ['-f', 'lavfi', '-i', 'color=red:s=64x48:r=5:d=1,format=yuva420p'];
    runFfmpeg(...source, '-c:v', 'libvpx-vp9', '-deadline', 'realtime', path);
    expect((await readFrames(path)).warnings).toEqual([`${path} has transparent parts: its frames are opaque.`]);
  });

  it('of an interlaced film are whole pictures, and that is told', async () => {
    const path = join(folder, 'interlaced.mp4');
    const moving = 'color=black:s=320x240:r=50:d=1[back];color=white:s=40x240:r=50:d=1[bar]';
    const fields = `${moving};[back][bar]overlay=x=4*n,tinterlace=interleave_top`;
    const encoding = ['-c:v', 'libx264', '-flags', '+ilme+ildct', '-x264opts', 'tff=1', '-crf', '1'];
    runFfmpeg('-filter_complex', fields, '-pix_fmt', 'yuv420p', ...encoding, path);
    const { frames, warnings } = await readFrames(path);
    expect(warnings).toEqual([`${path} is interlaced: each frame is made a whole picture, at the same rate.`]);
    expect(frames).toHaveLength(25);
    expect(listCombedRows(frames[12]!)).toEqual([]);
  });

  it('end at a cancel, together with the decoder', async () => {
    const stop = new AbortController();
    const source = await openFrames(makeCountingClip(join(folder, 'cancel.mkv'), 31, ...lossless), {
      signal: stop.signal,
    });
    const reading = (async () => {
      for await (const _ of source.frames()) stop.abort();
    })();
    await expect(reading).rejects.toBeInstanceOf(CanceledError);
  });
});

describe('a damaged video', () => {
  it('gives the frames that can be decoded, and says how many are missing', async () => {
    const whole = makeCountingClip(
      join(folder, 'whole.mp4'),
      30,
      '-c:v',
      'mpeg4',
      '-q:v',
      '1',
      '-movflags',
      '+faststart',
    );
    const path = join(folder, 'truncated.mp4');
    copyFileSync(whole, path);
    truncateSync(path, Math.round(readFileSync(whole).length * 0.7));
    const { frames, warnings } = await readFrames(path);
    expect(frames.length).toBeGreaterThan(5);
    expect(frames.length).toBeLessThan(30);
    expect(warnings).toEqual([`${path} is damaged: ${30 - frames.length} of its 30 frames are missing.`]);
  });

  it('of which no frame can be read is an error', async () => {
    const whole = makeCountingClip(join(folder, 'index-last.mp4'), 30, '-c:v', 'mpeg4');
    const path = join(folder, 'headless.mp4');
    copyFileSync(whole, path);
    truncateSync(path, Math.round(readFileSync(whole).length * 0.5));
    expect(await readErrorMessage(path)).toMatch(/cannot be read as a video/);
  });
});

describe('input that is not a video', () => {
  it.each([
    ['empty.mp4', '', /is empty/],
    ['text.mp4', 'Dear diary,\n', /cannot be read as a video/],
    ['noise.mp4', Buffer.alloc(5000, 0x5a), /cannot be read as a video/],
  ])('%s is refused in one sentence', async (name, content, sentence) => {
    writeFileSync(join(folder, name), content);
    expect(await readErrorMessage(join(folder, name))).toMatch(sentence);
  });

  it('a file with only sound, a missing path and an unreadable folder are also refused', async () => {
    runFfmpeg('-f', 'lavfi', '-i', 'sine=d=0.2', join(folder, 'sound.mp4'));
    expect(await readErrorMessage(join(folder, 'sound.mp4'))).toMatch(/has no video stream/);
    expect(await readErrorMessage(join(folder, 'nowhere', 'x.mp4'))).toMatch(/does not exist/);
  });

  it.each([
    ['hls', '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:1,\nother.mp4\n#EXT-X-ENDLIST\n'],
    ['concat', 'ffconcat version 1.0\nfile other.mp4\n'],
    ['sdp', 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n'],
    [
      'dash',
      '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011">' +
        '<Period><AdaptationSet><Representation id="1"><BaseURL>other.mp4</BaseURL></Representation>' +
        '</AdaptationSet></Period></MPD>',
    ],
  ])('a list of other files (%s) is refused, whatever its name, and none of them is read', async (kind, text) => {
    makeCountingClip(join(folder, 'other.mp4'), 3);
    for (const ending of ['mp4', 'mkv', 'm3u8']) {
      const path = join(folder, `list-${kind}.${ending}`);
      writeFileSync(path, text);
      const reason = /list-.* cannot be read as a video \((“\w+” is not a format of videos|Invalid data)/;
      expect(await readErrorMessage(path)).toMatch(reason);
    }
  });

  it.skipIf(process.platform === 'win32')(
    'names that look like an option, a protocol or a pattern are names',
    async () => {
      const clip = makeCountingClip(join(folder, 'plain.mp4'), 3);
      for (const name of ['-y.mp4', 'http:x.mp4', 'concat:a|b.mp4', 'subfile,,start,0,end,9,,:x.mp4', 'a%03d.mp4']) {
        copyFileSync(clip, join(folder, name));
        expect((await readFrames(join(folder, name))).frames, name).toHaveLength(3);
      }
    },
  );

  it.skipIf(process.platform === 'win32')('a device is refused', async () => {
    expect(await readErrorMessage('/dev/zero')).toMatch(/is not a file/);
  });

  it('a header with frames larger than the memory is refused', () => {
    const streams = [{ codec_type: 'video', width: 60_000, height: 60_000 }];
    expect(() => parseProbe(JSON.stringify({ streams }), 'x.mp4')).toThrow(/too large: 60000 x 60000 pixels/);
  });

  it.skipIf(process.getuid?.() === 0)(
    'a folder that may not be read is refused (skipped as root, who may read all)',
    async () => {
      const locked = join(folder, 'locked');
      mkdirSync(locked, { mode: 0o000 });
      expect(await readErrorMessage(locked)).toMatch(/No permission/);
      chmodSync(locked, 0o700);
    },
  );
});

describe('a folder of images', () => {
  const images = join(folder, 'images');
  mkdirSync(images);
  const createSquare = (gray: number) =>
    sharp({ create: { width: 4, height: 2, channels: 3, background: { r: gray, g: 0, b: 0 } } });

  it('is read in natural order, with the names of its files', async () => {
    await createSquare(20).png().toFile(join(images, 'a10.png'));
    await createSquare(10).png().toFile(join(images, 'a2.png'));
    await createSquare(30).ensureAlpha().webp({ lossless: true }).toFile(join(images, 'a30.webp'));
    writeFileSync(join(images, 'notes.txt'), 'cannot be read as an image');
    const { frames, warnings } = await readFrames(images);
    expect(
      frames.map(({ name, index, width, height, pixels }) => [name, index, width, height, pixels[0], pixels.length]),
    ).toEqual([
      ['a2.png', 0, 4, 2, 10, 24],
      ['a10.png', 1, 4, 2, 20, 24],
      ['a30.webp', 2, 4, 2, 30, 24],
    ]);
    expect(warnings).toEqual([]);
  });

  it('rotates photos by their EXIF orientation, and converts gray, 16-bit and CMYK images to RGB', async () => {
    const kinds = join(folder, 'kinds');
    mkdirSync(kinds);
    await createSquare(200).withMetadata({ orientation: 6 }).jpeg().toFile(join(kinds, '1.jpg'));
    await createSquare(200).greyscale().png().toFile(join(kinds, '2.png'));
    await createSquare(200).toColourspace('rgb16').png().toFile(join(kinds, '3.png'));
    await createSquare(200).toColourspace('cmyk').jpeg().toFile(join(kinds, '4.jpg'));
    const { frames } = await readFrames(kinds);
    expect(frames.map(({ width, height, pixels }) => [width, height, pixels.length])).toEqual([
      [2, 4, 24],
      [4, 2, 24],
      [4, 2, 24],
      [4, 2, 24],
    ]);
    expect(frames[2]!.pixels[0]).toBe(200);
  });

  it('skips a damaged image and names it; a folder without images is an error', async () => {
    const damaged = join(images, 'b.png');
    writeFileSync(damaged, readFileSync(join(images, 'a2.png')).subarray(0, 40));
    const { frames, warnings } = await readFrames(images);
    expect(frames).toHaveLength(3);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(damaged);
    const empty = join(folder, 'no-images');
    mkdirSync(empty);
    expect(await readErrorMessage(empty)).toMatch(/contains no images/);
  });

  it('has BMP and JFIF among its images, and says how many of other kinds are left out', async () => {
    const place = join(folder, 'formats');
    mkdirSync(place);
    const color = { r: 200, g: 120, b: 40 };
    const picture = sharp({ create: { width: 21, height: 13, channels: 3, background: color } });
    await picture.clone().png().toFile(join(place, '1.png'));
    for (const name of ['2.JFIF', '3.jpe']) await picture.clone().jpeg({ quality: 100 }).toFile(join(place, name));
    runFfmpeg('-i', join(place, '1.png'), join(place, '4.bmp'));
    for (const name of ['a.HEIC', 'b.heic', 'notes.txt']) writeFileSync(join(place, name), 'x');
    const { frames, warnings } = await readFrames(place);
    expect(frames.map(({ name, width, height }) => [name, width, height])).toEqual(
      ['1.png', '2.JFIF', '3.jpe', '4.bmp'].map((name) => [name, 21, 13]),
    );
    for (const { pixels } of frames)
      for (const [i, value] of [200, 120, 40].entries()) expect(Math.abs(pixels[i]! - value)).toBeLessThan(4);
    expect(warnings).toEqual([
      expect.stringMatching(/formats has images of a kind that cannot be read \(2, such as a\.HEIC\)/),
    ]);
    mkdirSync(join(folder, 'phone'));
    writeFileSync(join(folder, 'phone', 'a.heic'), 'x');
    await expect(readFrames(join(folder, 'phone'))).rejects.toThrow(
      /of a kind that cannot be read \(1, such as a\.heic\)/,
    );
    writeFileSync(join(place, '5.bmp'), 'BM and nothing');
    expect((await readFrames(place)).warnings).toContainEqual(
      expect.stringMatching(/5\.bmp cannot be read as an image/),
    );
  });

  it('is refused when two images would give results of the same name', async () => {
    writeFileSync(join(images, 'a2.jpg'), '');
    expect(await readErrorMessage(images)).toBe(
      `The results of ${join(images, 'a2.jpg')} and a2.png would have the same name. Rename one of them.`,
    );
  });
});

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { copyVideo, readFrameTimes } from '../../support/media/copyVideo';
import { createTemporaryFolder, runFfmpeg } from '../../support/media/ffmpegClips';

const folder = createTemporaryFolder();
const place = (name: string) => join(folder, name);

interface Probed {
  readonly streams: readonly {
    readonly codec_name?: string;
    readonly codec_type: string;
    readonly tags?: { readonly language?: string; readonly title?: string; readonly handler_name?: string };
    readonly disposition: { readonly attached_pic: number; readonly comment: number; readonly default: number };
  }[];
  readonly chapters: readonly { readonly start_time: string; readonly tags?: { readonly title?: string } }[];
  readonly format: { readonly tags: Readonly<Record<string, string>> };
}

function probe(path: string): Probed {
  const args = ['-v', 'error', '-of', 'json', '-show_streams', '-show_chapters', '-show_format', path];
  return JSON.parse(execFileSync('ffprobe', args, { encoding: 'utf8' })) as Probed;
}

/** The streams of a file but its data, as `<codec> <language> <title>`. */
function listStreams(path: string): string[] {
  return probe(path)
    .streams.filter(({ codec_type }) => codec_type !== 'data')
    .map(({ codec_name, tags }) => [codec_name, tags?.language, tags?.title].filter(Boolean).join(' '));
}

const describeChapters = (path: string) =>
  probe(path).chapters.map(({ start_time, tags }) => `${Number(start_time)} ${tags?.title}`);

beforeAll(() => {
  writeFileSync(place('lines.srt'), '1\n00:00:00,500 --> 00:00:01,500\nHello\n');
  const chapter = (start: number, title: string) =>
    `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${start}\nEND=${start + 1000}\ntitle=${title}\n`;
  const head = ';FFMETADATA1\ntitle=My film\ncomment=my remark\n';
  writeFileSync(place('tags.txt'), head + chapter(0, 'One') + chapter(1000, 'Two'));
  writeFileSync(place('font.ttf'), 'not really a font');
  runFfmpeg('-f', 'lavfi', '-i', 'color=red:s=32x32', '-frames:v', '1', place('cover.jpg'));
  const inputs = ['testsrc2=s=64x48:r=25:d=2', 'sine=d=2', 'sine=d=2:f=880'].flatMap((it) => ['-f', 'lavfi', '-i', it]);
  const texts = ['-i', place('lines.srt'), '-i', place('tags.txt')];
  const maps = ['-map', '0', '-map', '1', '-map', '2', '-map', '3', '-map_metadata', '4', '-map_chapters', '4'];
  const names = [
    '-metadata:s:a:0',
    'language=eng',
    '-metadata:s:a:1',
    'language=deu',
    '-metadata:s:s:0',
    'language=jpn',
  ];
  const more = ['-metadata:s:a:1', 'title=Commentary', '-disposition:a:1', 'comment'];
  const common = [...inputs, ...texts, ...maps, ...names, ...more, '-c:v', 'libx264', '-c:a', 'aac'];
  runFfmpeg(...common, '-c:s', 'mov_text', '-timecode', '01:00:00:00', place('phone.mov'));
  const attached = ['-attach', place('font.ttf'), '-metadata:s:t', 'mimetype=font/ttf'];
  runFfmpeg(...common, '-c:s', 'ass', ...attached, place('film.mkv'));
});

describe('the streams of the source', () => {
  it('are kept in the same kind of container: sound, subtitles, attached files, names, chapters, tags', async () => {
    const { warnings } = await copyVideo(place('film.mkv'), place('same.mkv'));
    expect(warnings).toEqual([]);
    expect(listStreams(place('same.mkv'))).toEqual(['h264', 'aac eng', 'aac deu Commentary', 'ass jpn', '']);
    expect(describeChapters(place('same.mkv'))).toEqual(['0 One', '1 Two']);
    const { tags } = probe(place('same.mkv')).format;
    expect(tags.title).toBe('My film');
    expect(tags.COMMENT).toMatch(/^Made with AI: .* \| my remark$/);
    expect(probe(place('same.mkv')).streams[2]!.disposition.comment).toBe(1);
  });

  it.each([
    ['mp4', ['h264 und', 'aac eng', 'aac deu', 'mov_text jpn']],
    ['webm', ['vp9', 'opus eng', 'opus deu Commentary', 'webvtt jpn']],
  ])('are converted for %s, and what it cannot hold is told before the first frame', async (extension, expected) => {
    const result = place(`film.${extension}`);
    const { warnings, warningsBefore } = await copyVideo(place('film.mkv'), result);
    expect(warnings).toEqual([
      `${result} is written without these streams of ${place('film.mkv')}: attached file 5 (font.ttf).`,
    ]);
    expect(warningsBefore).toBe(1);
    expect(listStreams(result)).toEqual(expected);
    const { title, handler_name } = probe(result).streams[2]!.tags!;
    expect(title ?? handler_name).toBe('Commentary');
    expect(describeChapters(result)).toEqual(['0 One', '1 Two']);
    expect(probe(result).format.tags.title).toBe('My film');
  });

  it('that ffmpeg cannot decode, such as the second sound of a phone, are left out, and that is told', async () => {
    const file = readFileSync(place('phone.mov'));
    const second = file.indexOf('mp4a', file.indexOf('trak', file.indexOf('mp4a')));
    file.write('apac', second, 'latin1');
    file.write('dapa', file.indexOf('esds', second), 'latin1');
    writeFileSync(place('apac.mov'), file);
    for (const extension of ['mov', 'mp4', 'ts']) {
      const result = place(`apac-result.${extension}`);
      const { frames, warnings, warningsBefore } = await copyVideo(place('apac.mov'), result);
      expect(frames).toBe(50);
      expect(warnings[0]).toContain('sound 3 (apac');
      expect(warningsBefore).toBe(warnings.length);
      expect(listStreams(result).filter((name) => name.startsWith('aac'))).toHaveLength(1);
    }
  });

  it('keep the picture of a cover', async () => {
    const cover = ['-i', place('phone.mov'), '-i', place('cover.jpg'), '-map', '0:v', '-map', '1', '-c', 'copy'];
    runFfmpeg(
      ...cover,
      '-map_chapters',
      '-1',
      '-map_metadata',
      '-1',
      '-write_tmcd',
      '0',
      '-disposition:v:1',
      'attached_pic',
      place('cover.mp4'),
    );
    const { frames } = await copyVideo(place('cover.mp4'), place('cover-result.m4v'));
    expect(frames).toBe(50);
    const { streams } = probe(place('cover-result.m4v'));
    expect(readFileSync(place('cover-result.m4v')).includes('compositeWithTrainedAlgorithmicMedia')).toBe(true);
    expect(streams.map(({ codec_name, disposition }) => [codec_name, disposition.attached_pic])).toEqual([
      ['h264', 0],
      ['mjpeg', 1],
    ]);
  });

  it('are shown without being asked only where they were in the source', async () => {
    const texts = ['-i', place('lines.srt'), '-i', place('lines.srt')];
    const maps = ['-map', '0:v', '-map', '0:a', '-map', '1', '-map', '2', '-c:a', 'copy', '-c:v', 'copy'];
    const shown = ['-disposition:s', '0', '-disposition:a:1', 'default'];
    runFfmpeg('-i', place('film.mkv'), ...texts, ...maps, ...shown, '-disposition:a:0', '0', place('quiet.mkv'));
    await copyVideo(place('quiet.mkv'), place('quiet-too.mkv'));
    const flags = (path: string) => probe(path).streams.map(({ disposition }) => disposition.default);
    for (const name of ['quiet.mkv', 'quiet-too.mkv']) expect(flags(place(name)).slice(1), name).toEqual([0, 1, 0, 0]);
  });

  it('have chapters without a name at their places in an MP4', async () => {
    const chapter = (start: number, title = '') =>
      `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${start}\nEND=${start + 500}\n${title}`;
    writeFileSync(place('some.txt'), `;FFMETADATA1\n${chapter(0)}${chapter(500)}${chapter(1000, 'title=Named\n')}`);
    runFfmpeg(
      '-i',
      place('film.mkv'),
      '-i',
      place('some.txt'),
      '-map',
      '0:v',
      '-map',
      '0:a',
      '-map_chapters',
      '1',
      place('some.mkv'),
    );
    await copyVideo(place('some.mkv'), place('some.mp4'));
    const starts = probe(place('some.mkv')).chapters.map(({ start_time }) => Number(start_time));
    const names = ['Chapter 1', 'Chapter 2', 'Named'];
    expect(describeChapters(place('some.mp4'))).toEqual(starts.map((start, i) => `${start} ${names[i]}`));
  });

  it.each([
    ['-map', '0:v'],
    ['-map', '0:v', '-map', '0:a:0'],
  ])('come with tags of any length: %s %s', async (...maps: string[]) => {
    writeFileSync(place('long.txt'), `;FFMETADATA1\nsynopsis=${'x'.repeat(300_000)}\ncomment=${'y'.repeat(300_000)}\n`);
    runFfmpeg('-i', place('film.mkv'), '-i', place('long.txt'), ...maps, '-map_metadata', '1', place('long.mkv'));
    await copyVideo(place('long.mkv'), place('long-too.mkv'));
    const { SYNOPSIS, COMMENT } = probe(place('long-too.mkv')).format.tags;
    expect(SYNOPSIS).toHaveLength(300_000);
    expect(COMMENT).toMatch(/^Made with AI.* \| y+$/s);
  });

  it('are encoded anew only where they are damaged themselves', async () => {
    const sound = ['-map', '0:v', '-map', '0:a:0', '-map', '0:a:1', '-c', 'copy'];
    runFfmpeg('-i', place('phone.mov'), ...sound, '-streamid', '2:300', place('two.ts'));
    const stream = readFileSync(place('two.ts'));
    const starts = Array.from({ length: stream.length / 188 }, (_, i) => 188 * i);
    const ofSecond = starts.filter((at) => (stream.readUInt16BE(at + 1) & 0x1fff) === 300);
    const middle = Math.floor(ofSecond.length / 2);
    for (const at of ofSecond.slice(middle, middle + 6)) stream.fill(0, at, at + 188);
    writeFileSync(place('one-holed.ts'), stream);
    await copyVideo(place('one-holed.ts'), place('one-holed.mkv'));
    const codecs = probe(place('one-holed.mkv')).streams.map(({ codec_name }) => codec_name);
    expect(codecs).toEqual(['h264', 'aac', 'flac']);
  });

  it('are encoded anew where they turn out to be damaged once all frames are written', async () => {
    const film = ['-i', place('phone.mov'), '-map', '0:v', '-map', '0:a:0', '-c', 'copy'];
    runFfmpeg(...film, place('whole.ts'));
    const stream = readFileSync(place('whole.ts'));
    const packets = Math.floor(stream.length / 188);
    stream.fill(0, 188 * Math.floor(packets / 2), 188 * (Math.floor(packets / 2) + 12));
    writeFileSync(place('holed.ts'), stream);
    await copyVideo(place('holed.ts'), place('holed.mkv'));
    const [before, after] = ['holed.ts', 'holed.mkv'].map((name) => readFrameTimes(place(name), 'a:0'));
    const length = (times: readonly number[]) => times.at(-1)! - times[0]!;
    expect(Math.abs(length(after!) - length(before!))).toBeLessThan(0.1);
  });
});

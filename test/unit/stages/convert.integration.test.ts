import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listLandmarkPairs } from '../../../src/faces/landmarks';
import { writeAlignments } from '../../../src/facesets/alignments';
import { digitalSourceType } from '../../../src/media/aiDisclosure';
import { encodePng, readImage } from '../../../src/media/imageFile';
import { openFrames } from '../../../src/media/openFrames';
import { CanceledError, UserError } from '../../../src/shared/errors';
import type { JobContext, JobEvent } from '../../../src/shared/jobEvents';
import { type ConvertOptions, convert, type OpenSwapper } from '../../../src/stages/convert/run';
import { getFirstFramePath } from '../../../src/stages/firstFrame';
import { createFaceAt, createWaves, readPixel } from '../../support/conversion/syntheticFace';
import { createTemporaryFolder, probeFile, runFfmpeg } from '../../support/media/ffmpegClips';

const folder = createTemporaryFolder();
const resolvePath = (...names: string[]) => join(folder, ...names);
const frameCount = 20;

/** A model that draws stripes instead of every face. */
const openStripedSwapper: OpenSwapper = async (_, { swap }) => ({
  ...{ inputSize: 64, outputSize: 64, centering: 'face', coverage: 0.875, verticalOffset: 0, maskType: 'extended' },
  swap: async (faces) =>
    faces.map((face) => face.map((_, i) => (Math.floor(i / 3 / 64 / 4) % 2 === (swap ? 1 : 0) ? 30 : 220))),
  release: async () => undefined,
});

function createJob(onEvent: (event: JobEvent, stop: AbortController) => void = () => undefined): JobContext {
  const stop = new AbortController();
  return { signal: stop.signal, emit: (event) => onEvent(event, stop) };
}

/** Alignments with a face at (x, y) in each of the frames named. */
async function writeFacesAt(file: string, names: readonly string[], x: number, y: number): Promise<string> {
  const face = {
    x: 0,
    y: 0,
    w: 99,
    h: 99,
    landmarks: listLandmarkPairs(createFaceAt(x, y, 60)),
    mask: {},
    identity: {},
  };
  await writeAlignments(file, {
    version: 2.4,
    frames: new Map(names.map((name) => [name, { faces: [face], videoMeta: new Map() }])),
  });
  return file;
}

/** A clip of a still with sound, and alignments for its odd frames. */
async function makeClip(): Promise<{ input: string; alignments: string; modelDir: string }> {
  const input = resolvePath('clip.mp4');
  writeFileSync(resolvePath('still.png'), await encodePng(createWaves(320, 240)));
  const picture = [
    '-loop',
    '1',
    '-framerate',
    '24000/1001',
    '-i',
    resolvePath('still.png'),
    '-f',
    'lavfi',
    '-i',
    'sine=d=0.83',
  ];
  runFfmpeg(
    ...picture,
    '-frames:v',
    String(frameCount),
    '-c:v',
    'libx264',
    '-crf',
    '4',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    input,
  );
  const odd = Array.from({ length: frameCount / 2 }, (_, i) => `clip_${String(2 * i + 1).padStart(6, '0')}.mp4`);
  return { input, alignments: await writeFacesAt(resolvePath('clip.fsa'), odd, 160, 110), modelDir: folder };
}

const clip = await makeClip();
const run = (options: Partial<ConvertOptions>, context = createJob()) =>
  convert({ ...clip, output: '', ...options }, context, openStripedSwapper);

async function runWith(ini: string, name: string) {
  writeFileSync(resolvePath('convert.ini'), ini);
  const warnings: string[] = [];
  const emit = (event: JobEvent) => event.type === 'log' && event.level === 'warning' && warnings.push(event.message);
  await run({ output: resolvePath(name), config: resolvePath('convert.ini') }, createJob(emit));
  return { output: resolvePath(name), warnings };
}

describe('frames that were never looked at', () => {
  it('are counted before the first frame, with the command that looks at them', async () => {
    const { warnings } = await runWith('', 'flickers.mp4');
    expect(warnings).toEqual([
      expect.stringMatching(
        /clip\.fsa knows nothing of 10 of the 20 frames of .*clip\.mp4: .*flickers\. To look at the rest: faceswap extract --input \S*clip\.mp4 --output \S+ --alignments \S*clip\.fsa --skip-existing$/,
      ),
    ]);
  });

  it('because their extraction was broken off are told with the command that goes on with it', async () => {
    const progress = `${clip.alignments}.progress`;
    const task = { input: clip.input, inputVersion: '', output: resolvePath('my faces'), every: 1, minSizePercent: 5 };
    writeFileSync(progress, `${JSON.stringify({ task })}\n`);
    const { warnings } = await runWith('', 'broken-off.mp4');
    rmSync(progress);
    expect(warnings).toEqual([
      expect.stringMatching(
        /The extraction for .*clip\.fsa was broken off: 10 of the 20 frames .*: faceswap extract --input \S+ --output "[^"]*my faces" --min-size 5 --alignments \S*clip\.fsa$/,
      ),
    ]);
  });
});

describe('convert.ini', () => {
  it('sets encoder, quality and sound, and reports options without effect', async () => {
    const video = '[writer.ffmpeg]\ncodec = libx265\npreset = ultrafast\nskip_mux = True\nlevel = 4.1\n';
    const { output, warnings } = await runWith(`${video}crf = 10\n`, 'fine.mp4');
    expect(probeFile(output).streams.map(({ codec_name }) => codec_name)).toEqual(['hevc']);
    expect(warnings[0]).toMatch(/convert\.ini, line 5: level = 4\.1 is not supported here yet/);
    const coarse = await runWith(`${video}crf = 45\n`, 'coarse.mp4');
    expect(readFileSync(coarse.output).length).toBeLessThan(readFileSync(output).length / 2);
  });

  it('sets how sharp or soft the edge of faces is', async () => {
    const convertAndReadFirst = async (blend: string, name: string) => {
      const { output } = await runWith(`[mask.mask_blend]\n${blend}\n`, name);
      return await readImage(join(output, readdirSync(output)[0]!));
    };
    const sharp = await convertAndReadFirst('type = none', 'sharp');
    const soft = await convertAndReadFirst('type = gaussian\nkernel_size = 9\npasses = 8', 'soft');
    const differing = sharp.pixels.filter((value, i) => Math.abs(value - soft.pixels[i]!) > 20).length;
    expect(differing).toBeGreaterThan(300);
    expect(differing).toBeLessThan(sharp.pixels.length / 10);
    expect(readPixel(soft, 20, 20)).toEqual(readPixel(sharp, 20, 20));
  });

  it('is refused at its first error, before anything is written', async () => {
    await expect(runWith('[writer.ffmpeg]\ncrf = 99\n', 'never.mp4')).rejects.toThrow(/line 2: crf must be/);
    expect(existsSync(resolvePath('never.mp4'))).toBe(false);
  });
});

describe('convert', () => {
  it('swaps the faces of a video and keeps its frames, rate and sound; the result says that it was made with AI', async () => {
    const output = resolvePath('swapped.mp4');
    const events: JobEvent[] = [];
    const summary = await run(
      { output },
      createJob((event) => events.push(event)),
    );
    expect(summary).toEqual({ frames: frameCount, framesSwapped: 10, facesSwapped: 10, output });
    const { streams, format } = probeFile(output);
    expect(streams.map(({ codec_name }) => codec_name)).toEqual(['h264', 'aac']);
    expect(streams[0]).toMatchObject({
      nb_read_frames: String(frameCount),
      avg_frame_rate: '24000/1001',
      width: 320,
      height: 240,
    });
    expect(format.tags!.DigitalSourceType).toBe(digitalSourceType);
    const still = createWaves(320, 240);
    for await (const frame of (await openFrames(output)).frames()) {
      const contrast = Math.abs(readPixel(frame, 160, 120)[1]! - readPixel(still, 160, 120)[1]!);
      if (frame.index % 2 === 1) expect(contrast).toBeLessThan(12);
      expect(Math.abs(readPixel(frame, 20, 20)[1]! - readPixel(still, 20, 20)[1]!)).toBeLessThan(12);
    }
    const preview = events.find((event) => event.type === 'preview');
    expect(readFileSync(preview!.path).includes(digitalSourceType)).toBe(true);
    expect(events.findLast((event) => event.type === 'progress')).toMatchObject({
      done: frameCount,
      total: frameCount,
    });
  });

  it('writes a folder of marked images, unchanged where there is no face, in both directions of the model', async () => {
    const input = resolvePath('stills');
    mkdirSync(input);
    const image = createWaves(300, 200);
    for (const name of ['1.png', '2.png']) writeFileSync(join(input, name), await encodePng(image));
    const alignments = await writeFacesAt(resolvePath('stills.fsa'), ['2.png'], 150, 90);
    const results = [];
    for (const swapModel of [false, true]) {
      const output = resolvePath(`images-${swapModel}`);
      expect(await run({ input, alignments, output, swapModel })).toMatchObject({ frames: 2, framesSwapped: 1 });
      expect(readdirSync(output).sort()).toEqual(['1.png', '2.png']);
      expect((await readImage(join(output, '1.png'))).pixels).toEqual(image.pixels);
      for (const name of ['1.png', '2.png'])
        expect(readFileSync(join(output, name)).includes(`XML:com.adobe.xmp`)).toBe(true);
      results.push(await readImage(join(output, '2.png')));
    }
    expect(readPixel(results[0]!, 5, 5)).toEqual(readPixel(image, 5, 5));
    const [forth, back] = results.map((result) => result.pixels);
    expect(forth).not.toEqual(back);
  });

  it('writes the consent notes of both people into the metadata of videos, images and the preview', async () => {
    const notes = { consentA: '本人の書面', consentB: 'R&D <release> 3\nof May' };
    const shown = `Person whose face is shown: ${notes.consentB} | Person whose face was replaced: ${notes.consentA}`;
    const inXml = shown.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;');
    const output = resolvePath('noted.mp4');
    await run({ output, ...notes });
    expect(probeFile(output).format.tags!.Consent).toBe(shown);
    expect(readFileSync(output).includes(`AddlModelInfo>${inXml}</`)).toBe(true);
    const preview = readFileSync(getFirstFramePath(output));
    expect(preview.includes(`AddlModelInfo>${inXml}</`)).toBe(true);
    await run({ output: resolvePath('noted'), ...notes, swapModel: true });
    const image = readFileSync(resolvePath('noted', 'clip_000001.png'));
    expect(image.includes(`Person whose face is shown: ${notes.consentA} |`)).toBe(true);
  });

  it('writes a video as images when the output is a folder', async () => {
    await run({ output: resolvePath('taken-apart') });
    expect(readdirSync(resolvePath('taken-apart')).filter((name) => /^clip_0000\d\d\.png$/.test(name))).toHaveLength(
      frameCount,
    );
  });

  it('keeps the old output and leaves no half-written file when it is canceled', async () => {
    mkdirSync(resolvePath('cancelled'));
    const output = resolvePath('cancelled', 'old.mp4');
    writeFileSync(output, 'old');
    const cancelling = createJob((event, stop) => {
      if (event.type === 'progress') stop.abort();
    });
    await expect(run({ output }, cancelling)).rejects.toBeInstanceOf(CanceledError);
    expect(readdirSync(resolvePath('cancelled'))).toEqual(['old.mp4']);
    expect(readFileSync(output, 'utf8')).toBe('old');
  });

  it('keeps an earlier result in the trash and says where, a video and a folder of images', async () => {
    for (const name of ['again.mp4', 'again']) {
      const output = resolvePath('twice', name);
      await run({ output });
      const getFirst = (path: string) => readFileSync(name === 'again' ? join(path, 'clip_000001.png') : path);
      const earlier = getFirst(output);
      const messages: string[] = [];
      const emit = (event: JobEvent) => event.type === 'log' && messages.push(event.message);
      await run({ output, swapModel: true }, createJob(emit));
      const kept = /kept (?:as|in) (.*)\.$/.exec(messages.join('\n'))![1]!;
      expect(getFirst(kept).equals(earlier)).toBe(true);
      expect(getFirst(output).equals(earlier)).toBe(false);
    }
    expect(readdirSync(resolvePath('twice')).sort()).toEqual(['.trash', 'again', 'again.mp4']);
  });

  it('refuses input that does not belong together, before it writes anything', async () => {
    const strangers = await writeFacesAt(resolvePath('other.fsa'), ['other_000001.mp4'], 9, 9);
    const cases: [Partial<ConvertOptions>, RegExp][] = [
      [{ output: resolvePath('x.avi') }, /cannot be written/],
      [{ output: resolvePath('x.mp4'), alignments: strangers }, /does not belong to/],
      [{ output: resolvePath('x.mp4'), alignments: resolvePath('missing.fsa') }, /missing\.fsa/],
      [{ output: resolvePath('x.mp4'), input: resolvePath('missing.mp4') }, /does not exist/],
    ];
    for (const [options, sentence] of cases) {
      const failure = await run(options).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(UserError);
      expect((failure as Error).message).toMatch(sentence);
    }
    for (const name of ['x.mp4', 'x.avi']) expect(existsSync(resolvePath(name))).toBe(false);
  });
});

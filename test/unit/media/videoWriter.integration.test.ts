import { fork } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { digitalSourceType } from '../../../src/media/aiDisclosure';
import { encodePng } from '../../../src/media/imageFile';
import { openFrames } from '../../../src/media/openFrames';
import { probeVideo } from '../../../src/media/videoProbe';
import { openVideoWriter, type VideoWriterOptions } from '../../../src/media/videoWriter';
import { CanceledError, UserError } from '../../../src/shared/errors';
import { createTemporaryFolder, probeFile, runFfmpeg } from '../../support/media/ffmpegClips';

const folder = createTemporaryFolder();
const shape = { width: 64, height: 48, frameRate: { numerator: 30000, denominator: 1001 } };

function createGrayFrame(level: number, width = shape.width, height = shape.height) {
  return { name: '', width, height, pixels: new Uint8Array(width * height * 3).fill(level) };
}

async function writeVideo(path: string, frames: number, options: Partial<VideoWriterOptions> = {}): Promise<void> {
  const writer = await openVideoWriter(path, { ...shape, ...options });
  for (let i = 0; i < frames; i++) await writer.write(createGrayFrame(40 + 8 * i, options.width, options.height));
  await writer.finish();
}

async function readGrayLevels(path: string): Promise<number[]> {
  const grays: number[] = [];
  for await (const { pixels } of (await openFrames(path)).frames()) grays.push(pixels[0]!);
  return grays;
}

describe('a written video', () => {
  it.each(['mp4', 'mov', 'mkv', 'webm'])('in %s has every frame, its rate, and the mark of AI', async (extension) => {
    const path = join(folder, `marked.${extension}`);
    await writeVideo(path, 12);
    const { streams, format } = probeFile(path);
    expect(streams[0]).toMatchObject({
      width: 64,
      height: 48,
      avg_frame_rate: '30000/1001',
      nb_read_frames: '12',
      pix_fmt: 'yuv420p',
    });
    const tags = Object.fromEntries(
      Object.entries(format.tags ?? {}).map(([key, value]) => [key.toLowerCase(), value]),
    );
    expect(tags.digitalsourcetype).toBe(digitalSourceType);
    expect(tags.comment).toContain('AI');
    for (const [i, level] of (await readGrayLevels(path)).entries())
      expect(Math.abs(level - (40 + 8 * i))).toBeLessThan(5);
  });

  it('in MP4 has the mark as XMP in the standard box', async () => {
    const path = join(folder, 'xmp.mp4');
    await writeVideo(path, 2);
    const file = readFileSync(path);
    const boxes = new Map<string, Buffer>();
    for (let at = 0; at < file.length; at += file.readUInt32BE(at))
      boxes.set(file.toString('latin1', at + 4, at + 8), file.subarray(at, at + file.readUInt32BE(at)));
    expect([...boxes.keys()]).toEqual(['ftyp', 'moov', 'free', 'mdat', 'uuid']);
    expect(boxes.get('uuid')!.toString()).toContain(`<Iptc4xmpExt:DigitalSourceType>${digitalSourceType}<`);
  });

  it('keeps odd sizes by repeating the edge, because its chroma needs even ones', async () => {
    const path = join(folder, 'odd.mp4');
    await writeVideo(path, 3, { width: 65, height: 47 });
    expect(probeFile(path).streams[0]).toMatchObject({ width: 66, height: 48, nb_read_frames: '3' });
  });

  it('copies the sound when the format allows it, and encodes it again otherwise', async () => {
    const source = join(folder, 'sound.mkv');
    const tone = ['-f', 'lavfi', '-i', 'sine=d=1', '-f', 'lavfi', '-i', 'color=s=64x48:d=1:r=25'];
    runFfmpeg(...tone, '-c:a', 'aac', '-shortest', source);
    const tracksFrom = { path: source, contents: (await probeVideo(source)).contents };
    for (const [name, codec] of [
      ['sound.mp4', 'aac'],
      ['sound.webm', 'opus'],
    ] as const) {
      await writeVideo(join(folder, name), 25, { tracksFrom, frameRate: { numerator: 25, denominator: 1 } });
      const { streams } = probeFile(join(folder, name));
      expect(streams.map((stream) => stream.codec_name).at(-1)).toBe(codec);
      expect(streams[0]!.nb_read_frames).toBe('25');
    }
  });
});

describe('a video that is not finished', () => {
  it('leaves the previous file, and nothing else', async () => {
    const path = join(folder, 'kept', 'kept.mp4');
    await writeVideo(path, 2);
    const before = readFileSync(path);
    const aborted = await openVideoWriter(path, shape);
    await aborted.write(createGrayFrame(200));
    await aborted.abort();
    const stop = new AbortController();
    const canceled = await openVideoWriter(path, { ...shape, signal: stop.signal });
    await canceled.write(createGrayFrame(200));
    stop.abort();
    await expect(canceled.finish()).rejects.toBeInstanceOf(CanceledError);
    expect(readdirSync(join(folder, 'kept'))).toEqual(['kept.mp4']);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('because ffmpeg fails is reported in a sentence, and leaves no file', async () => {
    const path = join(folder, 'failed', 'x.mp4');
    const encoder = { codec: 'libx264', crf: 23, preset: 'no such preset', tune: 'none' } as const;
    const writer = await openVideoWriter(path, { ...shape, encoder });
    const failure = await (async () => {
      for (let i = 0; i < 1000; i++) await writer.write(createGrayFrame(0, 640, 480));
      await writer.finish();
    })().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as Error).message).toContain(path);
    expect(readdirSync(join(folder, 'failed'))).toEqual([]);
  });

  it('of a format that cannot be written is refused at once', async () => {
    await expect(openVideoWriter(join(folder, 'x.avi'), shape)).rejects.toThrow(/\.mp4/);
  });
});

describe('a process that is killed', () => {
  it.skipIf(process.platform === 'win32')('leaves no ffmpeg running, and the old video whole', async () => {
    const path = join(folder, 'killed.mp4');
    writeFileSync(path, 'old');
    const clip = join(folder, 'long.mp4');
    runFfmpeg('-f', 'lavfi', '-i', 'testsrc2=s=320x240:d=60', '-c:v', 'libx264', '-preset', 'ultrafast', clip);
    const program = join(folder, 'copy.cjs');
    const code = `
      import { openFrames } from './openFrames';
      import { openVideoWriter } from './videoWriter';
      async function main() {
        const source = await openFrames(${JSON.stringify(clip)});
        const writer = await openVideoWriter(${JSON.stringify(path)}, source.info);
        let count = 0;
        for await (const frame of source.frames()) {
          await writer.write(frame);
          if (++count < 5) continue;
          process.send('busy');
          await new Promise(() => setInterval(() => undefined, 1000));
        }
      }
      main();`;
    const root = join(import.meta.dirname, '../../..');
    const stdin = { contents: code, resolveDir: join(root, 'src/media') };
    await build({ stdin, bundle: true, outfile: program, platform: 'node', external: ['sharp'], logLevel: 'silent' });
    const child = fork(program, { env: { ...process.env, NODE_PATH: join(root, 'node_modules') } });
    await new Promise((resolve, reject) => child.once('message', resolve).once('exit', reject));
    const running = listFfmpegProcesses(clip, folder);
    expect(running.length).toBe(2);
    child.kill('SIGKILL');
    while (running.some((pid) => existsSync(`/proc/${pid}`))) await new Promise(setImmediate);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
});

/** Process ids of the ffmpegs whose command line names one of `words`. */
function listFfmpegProcesses(...words: string[]): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return /ffmpeg\0/.test(command) && words.some((word) => command.includes(word));
    } catch {
      return false; // it has just ended
    }
  });
}

describe('a written image', () => {
  it('has XMP in the standard chunk', async () => {
    const png = Buffer.from(await encodePng(createGrayFrame(9), { xmp: '<x:xmpmeta>mark</x:xmpmeta>' }));
    const at = png.indexOf('iTXtXML:com.adobe.xmp\0');
    expect(at).toBeGreaterThan(0);
    expect(png.subarray(at).includes('mark')).toBe(true);
  });
});

import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readImage } from '../../../src/media/imageFile';
import { CanceledError } from '../../../src/shared/errors';
import type { JobContext, JobEvent } from '../../../src/shared/jobEvents';
import { frames } from '../../../src/stages/frames/run';
import { createTemporaryFolder, makeCountingClip } from '../../support/media/ffmpegClips';

const folder = createTemporaryFolder();
const clip = makeCountingClip(join(folder, 'clip.mkv'), 12, '-c:v', 'ffv1', '-pix_fmt', 'bgr0');

function createJob(onEvent: (event: JobEvent, stop: AbortController) => void = () => undefined): JobContext {
  const stop = new AbortController();
  return { signal: stop.signal, emit: (event) => onEvent(event, stop) };
}

describe('frames', () => {
  it('writes every frame as a still of its number', async () => {
    const output = join(folder, 'all');
    expect(await frames({ input: clip, output }, createJob())).toEqual({ frames: 12, framesKept: 0, output });
    const names = readdirSync(output).sort();
    expect([names.length, names[0], names[11]]).toEqual([12, 'clip_000001.png', 'clip_000012.png']);
    expect((await readImage(join(output, 'clip_000008.png'))).pixels[0]).toBe(56);
  });

  it('writes every nth frame with its number in the video', async () => {
    const output = join(folder, 'some');
    expect((await frames({ input: clip, output, every: 5 }, createJob())).frames).toBe(3);
    expect(readdirSync(output).sort()).toEqual(['clip_000001.png', 'clip_000006.png', 'clip_000011.png']);
  });

  it('continues where a canceled run stopped, and does not rewrite finished stills', async () => {
    const output = join(folder, 'resumed');
    const cancelling = createJob((event, stop) => {
      if (event.type === 'progress') stop.abort();
    });
    await expect(frames({ input: clip, output }, cancelling)).rejects.toBeInstanceOf(CanceledError);
    expect(readdirSync(output).every((name) => /^clip_\d{6}\.png$/.test(name))).toBe(true);
    await frames({ input: clip, output }, createJob());
    rmSync(join(output, 'clip_000004.png'));
    const before = statSync(join(output, 'clip_000005.png')).mtimeMs;
    expect(await frames({ input: clip, output }, createJob())).toEqual({ frames: 12, framesKept: 11, output });
    expect(readdirSync(output)).toHaveLength(12);
    expect(statSync(join(output, 'clip_000005.png')).mtimeMs).toBe(before);
  });

  it('refuses a file as its output', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(frames({ input: clip, output: join(folder, 'file') }, createJob())).rejects.toThrow(/not a folder/);
  });
});

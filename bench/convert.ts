import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openFaceConverter } from '../src/conversion/faceConverter';
import type { FaceSwapper } from '../src/conversion/faceSwapper';
import { matchFacesToSource } from '../src/conversion/sourceFaces';
import { readAlignments } from '../src/facesets/alignments';
import type { Frame } from '../src/media/frames';
import { PixelPool } from '../src/media/frames';
import { openFrames } from '../src/media/openFrames';
import { openVideoWriter } from '../src/media/videoWriter';
import type { JobContext } from '../src/shared/jobEvents';
import { convert } from '../src/stages/convert/run';
import { extract } from '../src/stages/extract/run';
import { openSwapper } from '../src/training/inference/swapper';
import { measureMatmulGflops } from './matmul';
import { createSampleClip, createSampleModel } from './sampleFilm';

const job: JobContext = { signal: new AbortController().signal, emit: () => undefined };

/**
 * Measures the conversion of a 720p video in frames per second, and the time of each part when it runs alone. By
 * default the video is a moving view of a sample photo, and the model has been trained for one iteration.
 *
 *     npm run bench -- convert [--input VIDEO --alignments FILE] [--model-dir DIR] [--frames 150] [--runs 3] [--json]
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      input: { type: 'string' },
      alignments: { type: 'string' },
      'model-dir': { type: 'string' },
      frames: { type: 'string', default: '150' },
      runs: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
    },
  });
  const work = resolve('.cache/convert-bench');
  await mkdir(work, { recursive: true });
  const input = values.input ?? (await createSampleClip(work, Number(values.frames)));
  const alignments = values.alignments ?? join(work, 'alignments.fsa');
  if (!values.alignments) await extract({ input, output: join(work, 'faces'), alignments }, job);
  const modelDir = values['model-dir'] ?? (await createSampleModel(work, join(work, 'faces'), job));
  const output = join(work, 'swapped.mp4');

  const rates: number[] = [];
  for (let i = 0; i < Number(values.runs); i++) {
    const start = performance.now();
    const { frames } = await convert({ input, alignments, modelDir, output }, job);
    rates.push((1000 * frames) / (performance.now() - start));
  }
  const parts = await measureParts(input, alignments, modelDir, output);
  const gflops = Math.round(await measureMatmulGflops(0));
  report({ framesPerSecond: round(Math.max(...rates)), ...parts, matmulGflops: gflops }, values.json);
}

/** Measures the milliseconds per frame of each part when nothing else runs. The pipeline overlaps these parts. */
async function measureParts(input: string, alignments: string, modelDir: string, output: string) {
  const source = await openFrames(input);
  const pool = new PixelPool();
  const kept: Frame[] = [];
  const read = await measureMs(async () => {
    for await (const frame of source.frames(pool)) {
      if (kept.length < 24) kept.push(frame);
      else pool.give(frame.pixels);
    }
  });
  const [swapper, clock] = withTimer(await openSwapper(modelDir));
  const faces = matchFacesToSource(await readAlignments(alignments), alignments, source);
  const frames = kept.map((image) => ({ image, faces: faces.getFaces(image.name) }));
  const converter = openFaceConverter(swapper);
  await converter.convert(frames.slice(0, 8));
  clock.ms = 0;
  const painting = await measureMs(async () => {
    for (let i = 0; i < frames.length; i += 8) await converter.convert(frames.slice(i, i + 8));
  });
  await converter.release();
  await swapper.release();
  const writer = await openVideoWriter(output, source.info!);
  const writing = await measureMs(async () => {
    for (let i = 0; i < 96; i++) await writer.write(kept[i % kept.length]!);
    await writer.finish();
  });
  return {
    decodeMs: round(read / (source.frameCount ?? 1)),
    swapMs: round(clock.ms / frames.length),
    cropAndCompositeMs: round((painting - clock.ms) / frames.length),
    encodeMs: round(writing / 96),
  };
}

function withTimer(swapper: FaceSwapper): [FaceSwapper, { ms: number }] {
  const clock = { ms: 0 };
  const swap: FaceSwapper['swap'] = async (faces) => {
    const start = performance.now();
    const swapped = await swapper.swap(faces);
    clock.ms += performance.now() - start;
    return swapped;
  };
  return [{ ...swapper, swap }, clock];
}

async function measureMs(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function report(figures: Readonly<Record<string, number>>, json: boolean): void {
  if (json) console.log(JSON.stringify(figures));
  else for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(20)} ${value}`);
}

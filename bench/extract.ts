import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { alignFace, computeCropMatrix } from '../src/faces/alignment';
import { detectFaces } from '../src/faces/detectFaces';
import { findLandmarks } from '../src/faces/findLandmarks';
import { openFaceNetworks } from '../src/faces/networks/faceNetworks';
import { findFaceApiFolder } from '../src/faces/networks/weights';
import { openWarper } from '../src/faces/warp';
import { findFfmpeg } from '../src/media/ffmpeg';
import type { Image } from '../src/media/frames';
import { openFrames } from '../src/media/openFrames';
import { headSize } from '../src/stages/extract/faceFinder';
import { encodeHead } from '../src/stages/extract/faceWriter';
import { extract } from '../src/stages/extract/run';

/**
 * Measures the extraction of a 720p clip with one face per frame, which is a moving view of a sample photo of face-api:
 * frames per second of the whole command, CPU time of each stage, and memory early, late and at its peak.
 *
 *     npm run bench -- extract [--frames 300] [--json]
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { frames: { type: 'string', default: '300' }, json: { type: 'boolean', default: false } },
  });
  await mkdir('.cache', { recursive: true });
  const folder = await mkdtemp(join(resolve('.cache'), 'extract-bench-'));
  try {
    const clip = await makeClip(folder, Number(values.frames));
    const stages = await measureStages(clip);
    const whole = await extractClip(clip, folder);
    report({ ...whole, stagesMs: stages }, values.json);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const cameraFrames = 100;

/**
 * Creates a clip in which the view moves over one of the three people in the photo. Longer clips repeat the movement.
 */
async function makeClip(folder: string, frames: number): Promise<string> {
  const { ffmpeg } = await findFfmpeg();
  const photo = join(findFaceApiFolder(), 'demo', 'sample1.jpg');
  const camera = `crop=480:270:x='270+60*sin(n/16)':y='300+40*cos(n/16)',scale=1280:720:flags=bicubic`;
  const [once, clip] = [join(folder, 'once.mp4'), join(folder, 'clip.mp4')];
  const run = (...words: string[]) => execFileSync(ffmpeg, ['-v', 'error', '-nostdin', '-y', ...words]);
  const count = String(Math.min(cameraFrames, frames));
  run('-loop', '1', '-i', photo, '-vf', camera, '-frames:v', count, '-pix_fmt', 'yuv420p', once);
  const repeats = String(Math.ceil(frames / cameraFrames) - 1);
  run('-stream_loop', repeats, '-i', once, '-c', 'copy', '-frames:v', String(frames), clip);
  return clip;
}

/** Measures the CPU time in milliseconds that each stage takes per frame. Decoding is measured in wall time. */
async function measureStages(clip: string): Promise<Record<string, number>> {
  const [networks, warper] = [await openFaceNetworks(), await openWarper()];
  const frame = await readFirstFrame(clip);
  const [face] = await detectFaces(networks, frame);
  const landmarks = await findLandmarks(networks, warper, frame, face!.box);
  const matrix = computeCropMatrix(alignFace(landmarks), { size: headSize, centering: 'head' });
  const head = await warper.warp(frame, matrix, headSize, headSize);
  const times = {
    decode: await measureDecoding(clip),
    detect: await measureCpuMs(() => detectFaces(networks, frame)),
    landmarks: await measureCpuMs(() => findLandmarks(networks, warper, frame, face!.box)),
    crop: await measureCpuMs(() => warper.warp(frame, matrix, headSize, headSize)),
    encode: await measureCpuMs(() => encodeHead(head)),
  };
  await networks.release();
  await warper.release();
  return times;
}

async function readFirstFrame(clip: string): Promise<Image> {
  for await (const frame of (await openFrames(clip)).frames()) return frame;
  throw new Error('The clip has no frames');
}

async function measureDecoding(clip: string): Promise<number> {
  const start = performance.now();
  let frames = 0;
  for await (const _ of (await openFrames(clip)).frames()) if (++frames === cameraFrames) break;
  return roundToTenth((performance.now() - start) / frames);
}

async function measureCpuMs(work: () => Promise<unknown>): Promise<number> {
  const repeats = 20;
  await work();
  const before = process.cpuUsage();
  for (let i = 0; i < repeats; i++) await work();
  const { user, system } = process.cpuUsage(before);
  return roundToTenth((user + system) / 1000 / repeats);
}

async function extractClip(clip: string, folder: string) {
  const memory: number[] = [];
  const start = performance.now();
  const summary = await extract(
    { input: clip, output: join(folder, 'faces'), alignments: join(folder, 'faces.fsa') },
    {
      signal: new AbortController().signal,
      emit: ({ type }) => {
        if (type === 'progress') memory.push(process.memoryUsage.rss() / 2 ** 20);
      },
    },
  );
  const seconds = (performance.now() - start) / 1000;
  const part = (from: number, to: number) =>
    Math.round(Math.max(...memory.slice(from * memory.length, to * memory.length)));
  return {
    frames: summary.frames,
    faces: summary.faces,
    framesPerSecond: roundToTenth(summary.frames / seconds),
    memoryMiB: { early: part(0.1, 0.2), late: part(0.9, 1), peak: part(0, 1) },
  };
}

function roundToTenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function report(result: Awaited<ReturnType<typeof extractClip>> & { stagesMs: Record<string, number> }, json: boolean) {
  if (json) {
    console.log(JSON.stringify(result));
    return;
  }
  const { frames, faces, framesPerSecond, memoryMiB, stagesMs } = result;
  console.log(`extract at 720p: ${framesPerSecond} frames/s (${frames} frames, ${faces} faces)`);
  for (const [stage, ms] of Object.entries(stagesMs)) console.log(`  ${stage.padEnd(9)} ${ms} ms`);
  console.log(`memory: ${memoryMiB.early} MiB early, ${memoryMiB.late} MiB late, ${memoryMiB.peak} MiB at its peak`);
}

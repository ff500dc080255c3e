import { spawn } from 'node:child_process';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type FaceNetworks, openFaceNetworks } from '../src/faces/networks/faceNetworks';
import { type Alignments, readAlignments } from '../src/facesets/alignments';
import { readFaceHeader } from '../src/facesets/facePng';
import { openFrames } from '../src/media/openFrames';
import { probeVideo } from '../src/media/videoProbe';

/**
 * Runs all stages on two real videos and prints their quality: the share of frames with a face, whether sorting
 * separates the two people, and whether the recognition descriptor of the swapped face is nearer to B than to A.
 *
 *     npm run bench -- swap --a A.mp4 --b B.mp4 [--iterations 3000] [--work DIR]
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      a: { type: 'string', default: '../shared/data/video/talk_woman_coat_1080x1920.mp4' },
      b: { type: 'string', default: '../shared/data/video/talk_man_beard_1080x1920.mp4' },
      iterations: { type: 'string', default: '3000' },
      work: { type: 'string', default: '.cache/swap' },
      trainer: { type: 'string', default: 'nimble' },
    },
  });
  const place = (...parts: string[]) => join(values.work, ...parts);
  await mkdir(values.work, { recursive: true });
  const networks = await openFaceNetworks();
  const people = { a: values.a, b: values.b };
  for (const [side, video] of Object.entries(people)) {
    const paths = ['--output', place(`faces_${side}`), '--alignments', place(`${side}.fsa`)];
    await runFaceswap('extract', '--input', video, ...paths);
    await reportDetection(side, video, await readAlignments(place(`${side}.fsa`)));
  }
  await reportSorting(place('mixed'), { a: place('faces_a'), b: place('faces_b') });
  const model = ['--model-dir', place('model')];
  const sides = ['--input-a', place('faces_a'), '--input-b', place('faces_b')];
  await runFaceswap('train', ...sides, ...model, '--trainer', values.trainer, '--iterations', values.iterations);
  const swapped = place('swapped.mp4');
  await runFaceswap('convert', '--input', values.a, '--alignments', place('a.fsa'), ...model, '--output', swapped);
  await reportIdentity(networks, swapped, people, { a: place('a.fsa'), b: place('b.fsa') });
  await networks.release();
}

/** Runs a command of faceswap and shows its output. */
async function runFaceswap(...args: string[]): Promise<void> {
  console.log(`\nfaceswap ${args.join(' ')}`);
  const child = spawn(process.execPath, ['dist/cli.mjs', ...args], { stdio: 'inherit' });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`faceswap ${args[0]} ended with ${code}`);
}

async function reportDetection(side: string, video: string, alignments: Alignments): Promise<void> {
  const { frameCount } = await probeVideo(video);
  const found = [...alignments.frames.values()].filter((frame) => frame.faces.length > 0).length;
  const share = found / (frameCount ?? alignments.frames.size);
  console.log(`detected ${side}: a face in ${found} of ${frameCount} frames (${(100 * share).toFixed(1)} %)`);
}

/**
 * Mixes the faces of both people, sorts them, and prints how many faces of each person are in each resulting folder.
 */
async function reportSorting(mixed: string, sides: Readonly<Record<string, string>>): Promise<void> {
  await rm(mixed, { recursive: true, force: true });
  await mkdir(mixed, { recursive: true });
  for (const folder of Object.values(sides))
    for (const name of (await readdir(folder)).filter((file) => file.endsWith('.png')))
      await copyFile(join(folder, name), join(mixed, name));
  await runFaceswap('sort', '--input', mixed, '--sort-by', 'face', '--group-by', 'face');
  for (const folder of (await readdir(mixed)).sort()) {
    if (folder.startsWith('.')) continue;
    const counts = new Map<string, number>();
    for (const name of await readdir(join(mixed, folder))) {
      const { source } = await readFaceHeader(join(mixed, folder, name));
      const video = source.sourceFilename.replace(/_\d{6}\.\w+$/, '');
      counts.set(video, (counts.get(video) ?? 0) + 1);
    }
    console.log(`sorted ${folder}: ${[...counts].map(([video, count]) => `${count} of ${video}`).join(', ')}`);
  }
}

/** Compares each swapped face with the mean descriptors of A and B by cosine similarity. */
async function reportIdentity(
  networks: FaceNetworks,
  swapped: string,
  videos: { readonly a: string; readonly b: string },
  alignments: { readonly a: string; readonly b: string },
): Promise<void> {
  const meanA = computeMean(await computeDescriptors(networks, videos.a, videos.a, alignments.a, 5));
  const meanB = computeMean(await computeDescriptors(networks, videos.b, videos.b, alignments.b, 5));
  const faces = await computeDescriptors(networks, swapped, videos.a, alignments.a, 1);
  const nearerB = faces.filter((face) => computeCosine(face, meanB) > computeCosine(face, meanA)).length;
  const average = (mean: Float32Array) =>
    faces.reduce((sum, face) => sum + computeCosine(face, mean), 0) / faces.length;
  console.log(
    `swapped: nearer to B in ${nearerB} of ${faces.length} frames (${((100 * nearerB) / faces.length).toFixed(1)} %),`,
    `cosine to A ${average(meanA).toFixed(3)}, to B ${average(meanB).toFixed(3)};`,
    `A's mean to B's ${computeCosine(meanA, meanB).toFixed(3)}`,
  );
}

/** Computes the descriptors of every `every`-th frame of `video`, with the landmarks of the frames of `source`. */
async function computeDescriptors(networks: FaceNetworks, video: string, source: string, fsa: string, every: number) {
  const { frames } = await readAlignments(fsa);
  const stem = basename(source).replace(/\.\w+$/, '');
  const found: Float32Array[] = [];
  for await (const frame of (await openFrames(video, { every })).frames()) {
    const key = `${stem}_${String(frame.index + 1).padStart(6, '0')}`;
    const face = [...frames].find(([name]) => name.startsWith(key))?.[1].faces[0];
    if (!face) continue;
    found.push(...(await networks.describe(frame, [Float32Array.from(face.landmarks.flat())])));
  }
  return found;
}

function computeMean(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]!.length);
  for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i]! += vector[i]! / vectors.length;
  return mean;
}

function computeCosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

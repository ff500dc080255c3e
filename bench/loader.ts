import { link, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { listFacePngs } from '../src/facesets/facePng';
import { Random } from '../src/tensor/random';
import { defaultAmounts, pickAugmentation } from '../src/training/data/augment/augmentation';
import { openAugmenter } from '../src/training/data/augment/augmenter';
import { type FaceLoaderOptions, openFaceLoader } from '../src/training/data/faceLoader';
import { createGeometry } from '../test/support/training/createGeometry';

/**
 * Measures the face loader alone: CPU time of augmenting a batch on one core, with the random warp and with the warp to
 * landmarks; time to the first batch, batches per second, and memory. The faces are any number of links to those of a
 * folder. A first session stores samples on disk, a second one reads them from there.
 *
 *     npm run bench -- loader [--faces DIR] [--count 1000] [--size 64] [--batch 16] [--processes 1]
 *     [--warp-to-landmarks] [--json]
 *
 * `--count 100000` is a large faceset: training must start within five seconds, and memory must stay constant after the
 * loader has filled its cache (`--cache-mib`).
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      faces: { type: 'string', default: '../shared/data/faceswap3' },
      count: { type: 'string', default: '1000' },
      size: { type: 'string', default: '64' },
      batch: { type: 'string', default: '16' },
      batches: { type: 'string', default: '100' },
      processes: { type: 'string', default: '1' },
      'cache-mib': { type: 'string', default: '256' },
      'warp-to-landmarks': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [count, size, batchSize] = [Number(values.count), Number(values.size), Number(values.batch)];
  await mkdir('.cache', { recursive: true });
  const work = await mkdtemp(join(resolve('.cache'), 'loader-bench-'));
  const folder = join(work, 'faces');
  try {
    await linkFaces(resolve(values.faces), folder, count);
    const options: FaceLoaderOptions = {
      folderA: folder,
      folderB: folder,
      batchSize,
      geometry: createGeometry(size),
      augmentation: { warpToLandmarks: values['warp-to-landmarks'] },
      seed: 1,
      processes: Number(values.processes),
      cacheBytes: Number(values['cache-mib']) * 2 ** 20,
      sampleFolder: join(work, 'samples'),
      loaderModule: resolve('dist/loader.mjs'),
    };
    const batches = Number(values.batches);
    report(
      {
        faces: count,
        size,
        batch: `${batchSize}+${batchSize}`,
        gridWarpMs: await measureAugmentation(size, 2 * batchSize, false),
        landmarkWarpMs: await measureAugmentation(size, 2 * batchSize, true),
        ...(await measureLoading(options, batches)),
        ...prefixKeys(await measureLoading(options, batches), 'again'),
      },
      values.json,
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function linkFaces(from: string, folder: string, count: number): Promise<void> {
  const faces = await listFacePngs(from);
  await mkdir(folder);
  if (faces.length === 0) throw new Error(`${from} has no faces; name a folder with --faces`);
  for (let i = 0; i < count; i++)
    await link(faces[i % faces.length]!, join(folder, `face_${String(i).padStart(6, '0')}_0.png`));
}

/** Measures the CPU time in milliseconds of augmenting one batch: the median of 30. */
async function measureAugmentation(size: number, faces: number, warpToLandmarks: boolean): Promise<number> {
  const augmenter = await openAugmenter({ inputSize: size, outputSize: size }, { ...defaultAmounts, warpToLandmarks });
  const random = new Random(1);
  const shapes = Array.from({ length: faces }, () => ({
    from: createLandmarks(random, size),
    to: createLandmarks(random, size),
  }));
  const planes = Uint8Array.from({ length: faces * 3 * size * size }, () => random.integer(256));
  const times: number[] = [];
  for (let i = 0; i < 30; i++) {
    const draws = Array.from({ length: faces }, () => pickAugmentation(random, size, defaultAmounts));
    const before = process.cpuUsage();
    await augmenter.augment(planes, planes, draws, shapes);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  await augmenter.release();
  return Number(times.sort((x, y) => x - y)[15]!.toFixed(1));
}

/** Creates 68 random landmarks in the middle of the image. */
function createLandmarks(random: Random, size: number): Float32Array {
  return Float32Array.from({ length: 136 }, () => random.uniform(0.2, 0.8) * size);
}

async function measureLoading(options: FaceLoaderOptions, batches: number) {
  const start = performance.now();
  const loader = await openFaceLoader(options);
  await loader.next();
  const firstBatchSeconds = (performance.now() - start) / 1000;
  const memory: number[] = [];
  const rates: number[] = [];
  for (let quarter = 0; quarter < 4; quarter++) {
    const from = performance.now();
    for (let i = 0; i < batches / 4; i++) await loader.next();
    rates.push(Number((batches / 4 / ((performance.now() - from) / 1000)).toFixed(1)));
    memory.push(await residentMiB([process.pid, ...loader.processIds]));
  }
  await loader.close();
  return {
    firstBatchSeconds: Number(firstBatchSeconds.toFixed(2)),
    batchesPerSecond: rates,
    measureResidentMiB: memory,
  };
}

function prefixKeys(figures: Readonly<Record<string, unknown>>, prefix: string): Record<string, unknown> {
  const entries = Object.entries(figures);
  return Object.fromEntries(entries.map(([name, v]) => [`${prefix}${name[0]!.toUpperCase()}${name.slice(1)}`, v]));
}

/** Returns the memory of the processes; 0 if the system has no /proc. */
async function residentMiB(processIds: readonly number[]): Promise<number> {
  const sizes = processIds.map(async (id) => {
    const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  });
  return Math.round((await Promise.all(sizes)).reduce((sum, size) => sum + size, 0));
}

function report(figures: Readonly<Record<string, unknown>>, json: boolean): void {
  if (json) console.log(JSON.stringify(figures));
  else for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(22)} ${String(value)}`);
}

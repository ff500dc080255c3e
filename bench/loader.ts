import { link, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { listFacePngs } from '../src/facesets/facePng';
import { Random } from '../src/shared/random';
import { openAugmenter } from '../src/training/loader/augment/augmenter';
import { defaultAmounts, drawAugmentation } from '../src/training/loader/augmentation';
import { openFaceLoader } from '../src/training/loader/faceLoader';

/**
 * The face loader by itself: processor time of augmenting a batch on one core, time to the first batch, batches a
 * second, and memory, over any number of faces (links to those of a folder).
 *
 *     npm run bench -- loader [--faces DIR] [--count 1000] [--size 64] [--batch 16] [--processes 1] [--json]
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
      json: { type: 'boolean', default: false },
    },
  });
  const [count, size, batchSize] = [Number(values.count), Number(values.size), Number(values.batch)];
  await mkdir('.cache', { recursive: true });
  const folder = await mkdtemp(join(resolve('.cache'), 'loader-bench-'));
  try {
    await linkFaces(resolve(values.faces), folder, count);
    const augmentation = await augmentationCost(size, 2 * batchSize);
    const loading = await loadingCost(folder, size, batchSize, Number(values.batches), Number(values.processes));
    report({ faces: count, size, batch: `${batchSize}+${batchSize}`, ...augmentation, ...loading }, values.json);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function linkFaces(from: string, folder: string, count: number): Promise<void> {
  const faces = await listFacePngs(from);
  if (faces.length === 0) throw new Error(`${from} has no faces; name a folder with --faces`);
  for (let i = 0; i < count; i++)
    await link(faces[i % faces.length]!, join(folder, `face_${String(i).padStart(6, '0')}_0.png`));
}

/** Processor milliseconds of augmenting one batch; the median of 30. */
async function augmentationCost(size: number, faces: number) {
  const augmenter = await openAugmenter({ inputSize: size, outputSize: size }, defaultAmounts);
  const random = new Random(1);
  const planes = Uint8Array.from({ length: faces * 3 * size * size }, () => random.integer(256));
  const times: number[] = [];
  for (let i = 0; i < 30; i++) {
    const draws = Array.from({ length: faces }, () => drawAugmentation(random, size, defaultAmounts));
    const before = process.cpuUsage();
    await augmenter.augment(planes, planes, draws);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  await augmenter.release();
  return { augmentMs: Number(times.sort((x, y) => x - y)[15]!.toFixed(1)) };
}

async function loadingCost(folder: string, size: number, batchSize: number, batches: number, processes: number) {
  const start = performance.now();
  const loader = await openFaceLoader({
    folderA: folder,
    folderB: folder,
    batchSize,
    geometry: {
      inputSize: size,
      outputSize: size,
      centering: 'face',
      coverage: 0.875,
      verticalOffset: 0,
      maskType: 'extended',
    },
    seed: 1,
    processes,
    loaderModule: resolve('dist/loader.mjs'),
  });
  await loader.next();
  const firstBatchSeconds = (performance.now() - start) / 1000;
  const memory: number[] = [];
  const rates: number[] = [];
  for (let quarter = 0; quarter < 4; quarter++) {
    const from = performance.now();
    for (let i = 0; i < batches / 4; i++) await loader.next();
    rates.push(Number((batches / 4 / ((performance.now() - from) / 1000)).toFixed(1)));
    memory.push(await residentMiB(loader.processIds));
  }
  await loader.close();
  return { firstBatchSeconds: Number(firstBatchSeconds.toFixed(2)), batchesPerSecond: rates, loaderMiB: memory };
}

/** What the processes hold in memory; 0 where the system has no /proc. */
async function residentMiB(processIds: readonly number[]): Promise<number> {
  const sizes = processIds.map(async (id) => {
    const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  });
  return Math.round((await Promise.all(sizes)).reduce((sum, size) => sum + size, 0));
}

function report(figures: Readonly<Record<string, unknown>>, json: boolean): void {
  if (json) console.log(JSON.stringify(figures));
  else for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(18)} ${String(value)}`);
}

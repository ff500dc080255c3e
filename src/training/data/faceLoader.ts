import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { t } from '../../shared/l10n';
import { type AugmentationAmounts, defaultAmounts } from './augment/augmentation';
import type { CropGeometry } from './cropGeometry';
import { prepareDiskCache } from './diskCacheSpace';
import type { FaceBatch } from './loaderProtocol';
import { LoaderClient } from './loaderWorker';
import { checkFaceHeaders, listTrainingFaces } from './trainingFolder';

export interface FaceLoaderOptions {
  /** Training folder of each person: PNG faces with faceswap's header. */
  readonly folderA: string;
  readonly folderB: string;
  /** Faces per side. */
  readonly batchSize: number;
  readonly geometry: CropGeometry;
  /** What differs from {@link defaultAmounts}; `withoutWarp`, `withoutFlip`, `withoutColor` leave one out. */
  readonly augmentation?: Partial<AugmentationAmounts>;
  readonly seed: number;
  /** The first iteration to deliver: where a resumed training goes on. */
  readonly startIteration?: number;
  /** Loader processes, 1 when absent; more pay where a GPU eats batches faster. Does not change the batches. */
  readonly processes?: number;
  /** Batches made ahead by each process. */
  readonly prefetch?: number;
  /** Most bytes of samples kept in memory, all processes together. */
  readonly cacheBytes?: number;
  /** Where samples are kept on disk from one session to the next, see {@link prepareDiskCache}; nowhere when absent. */
  readonly sampleFolder?: string;
  /** The built loader process; by default the one beside the running bundle. */
  readonly loaderModule?: string | undefined;
  /** Told once about each face that cannot be read and is left out. */
  readonly onWarning?: (message: string) => void;
}

export interface FaceLoader {
  /** Number of faces found on each side. */
  readonly faceCount: { readonly a: number; readonly b: number };
  /** Of the loader processes. */
  readonly processIds: readonly number[];
  /**
   * The batch of the next iteration.
   * @throws UserError when a loader process died or none of a side's faces can be read.
   */
  next(): Promise<FaceBatch>;
  close(): Promise<void>;
}

/**
 * Starts the processes that read, cut and augment faces ahead of the training step. What a batch holds depends on the
 * seed, the iteration, the files and the other options alone: not on the number of processes, nor on where it started.
 * Augmentation is a graph of these processes, not of the step: on a processor it takes the same time in either, here
 * ahead of the step, there in its way (a millisecond of one core for a face of 64 pixels; bench/loader.ts).
 * @throws UserError when a folder is missing, has no faces, or holds PNGs without faceswap's header or the mask asked for.
 */
export async function openFaceLoader(options: FaceLoaderOptions): Promise<FaceLoader> {
  const folders = [options.folderA, options.folderB];
  const [filesA = [], filesB = []] = await Promise.all(folders.map(listTrainingFaces));
  for (const files of [filesA, filesB]) await checkFaceHeaders(files, options.geometry.maskType);
  const { batchSize, geometry, seed, processes = 1, prefetch = 2, sampleFolder } = options;
  const sides = [
    { folder: options.folderA, count: filesA.length },
    { folder: options.folderB, count: filesB.length },
  ];
  const work = {
    filesA,
    filesB,
    batchSize,
    geometry,
    amounts: { ...defaultAmounts, ...options.augmentation },
    seed,
    cacheBytes: Math.floor((options.cacheBytes ?? chooseCacheBytes()) / processes),
    storage: sampleFolder === undefined ? undefined : await prepareDiskCache(sampleFolder, sides, geometry),
  };
  const module = options.loaderModule ?? findLoaderModule();
  const onLeftOut = warnOncePerFile(options.onWarning);
  const workers = Array.from({ length: processes }, () => new LoaderClient(module, work, onLeftOut));
  const ahead: Promise<FaceBatch>[] = [];
  let iteration = options.startIteration ?? 0;
  const requestNext = () => {
    const batch = workers[iteration % processes]!.requestBatch(iteration++);
    batch.catch(() => undefined); // whoever takes it is told
    ahead.push(batch);
  };
  for (let i = 0; i < processes * prefetch; i++) requestNext();
  return {
    faceCount: { a: filesA.length, b: filesB.length },
    processIds: workers.map((worker) => worker.processId),
    next() {
      const batch = ahead.shift()!;
      requestNext();
      return batch;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

function chooseCacheBytes(): number {
  return Math.min(2 ** 29, Math.floor(totalmem() / 16));
}

function findLoaderModule(): string {
  const beside = fileURLToPath(new URL('./loader.mjs', import.meta.url));
  // Run from source, as tests do, the build's own output is taken.
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../../dist/loader.mjs', import.meta.url));
}

/** Every process may come across the same face, and again in every epoch. */
function warnOncePerFile(onWarning: FaceLoaderOptions['onWarning']): (file: string, message: string) => void {
  const told = new Set<string>();
  return (file, message) => {
    if (told.has(file)) return;
    told.add(file);
    onWarning?.(t('Skipping a face in training: {0}', message));
  };
}

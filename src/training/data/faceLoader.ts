import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { computeFacesetFigures, type FacesetFigures } from '../../facesets/facesetFigures';
import { t } from '../../shared/l10n';
import { type AugmentationAmounts, defaultAmounts } from './augment/augmentation';
import type { CropGeometry } from './cropGeometry';
import { prepareDiskCache } from './diskCacheSpace';
import { type DividedFaces, holdOutFaces, type ListedFace } from './heldOutFaces';
import type { HeldOutRecord } from './heldOutRecord';
import { LoaderClient } from './loaderClient';
import type { FaceBatch, LoaderWork } from './loaderProtocol';
import { selectTrainingFaces } from './trainingFolder';

export interface FaceLoaderOptions {
  /** Training folder of each person: face PNGs with faceswap's header. */
  readonly folderA: string;
  readonly folderB: string;
  /** Number of faces of each side. */
  readonly batchSize: number;
  readonly geometry: CropGeometry;
  /** Values that differ from {@link defaultAmounts}; see `withoutWarp`, `withoutFlip` and `withoutColor`. */
  readonly augmentation?: Partial<AugmentationAmounts>;
  readonly seed: number;
  /** First iteration to deliver: where a resumed training continues. */
  readonly startIteration?: number;
  /** Number of loader processes, 1 when absent. More help where a GPU consumes batches faster. They do not change the batches. */
  readonly processes?: number;
  /** Number of batches that each process builds ahead. */
  readonly prefetch?: number;
  /** Most bytes of samples in memory, all processes together. */
  readonly cacheBytes?: number;
  /** Folder for samples that are kept from one session to the next, see {@link prepareDiskCache}; none when absent. */
  readonly sampleFolder?: string;
  /** Share of each film that is held out from training, and what an earlier session has held out; none when absent. */
  readonly holdOut?: { readonly percent: number; readonly earlier?: HeldOutRecord | undefined } | undefined;
  /** Built module of the loader process; by default the one next to the running bundle. */
  readonly loaderModule?: string | undefined;
  /** Called once for each face that cannot be read and is skipped. */
  readonly onWarning?: (message: string) => void;
}

export interface FaceLoader {
  /** Number of faces of each side that are trained on. */
  readonly faceCount: { readonly a: number; readonly b: number };
  /** What the faces of each side are recognized by, and how much they differ. */
  readonly figures: Readonly<Record<'a' | 'b', FacesetFigures>>;
  /** The same faces, and those that are held out. */
  readonly divided: Readonly<Record<'a' | 'b', DividedFaces>>;
  /** Process ids of the loader processes. */
  readonly processIds: readonly number[];
  /**
   * Returns the batch of the next iteration.
   * @throws UserError when a loader process died or none of a side's faces can be read
   */
  next(): Promise<FaceBatch>;
  close(): Promise<void>;
}

/**
 * Starts the processes that read, cut and augment faces ahead of the training step. The content of a batch depends only
 * on the seed, the iteration, the files and the other options, not on the number of processes or the first iteration.
 * Augmentation runs in these processes and not in the training step: on a CPU it takes equally long in both, but here it
 * does not delay the step (a millisecond of one core for a face of 64 pixels; bench/loader.ts).
 * @throws UserError when a folder is missing or has no faces with faceswap's header and the mask
 */
export async function openFaceLoader(options: FaceLoaderOptions): Promise<FaceLoader> {
  const { processes = 1, prefetch = 2 } = options;
  const { work, figures, divided } = await prepareWork(options, processes);
  const module = options.loaderModule ?? findLoaderModule();
  const onSkippedFace = warnOncePerFile(options.onWarning);
  const clients = Array.from({ length: processes }, () => new LoaderClient(module, work, onSkippedFace));
  const requested: Promise<FaceBatch>[] = [];
  let iteration = options.startIteration ?? 0;
  const requestNext = () => {
    const batch = clients[iteration % processes]!.requestBatch(iteration++);
    batch.catch(() => undefined); // the caller of next() gets the error
    requested.push(batch);
  };
  for (let i = 0; i < processes * prefetch; i++) requestNext();
  return {
    faceCount: { a: work.filesA.length, b: work.filesB.length },
    figures,
    divided,
    processIds: clients.map((client) => client.processId),
    next() {
      const batch = requested.shift()!;
      requestNext();
      return batch;
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()));
    },
  };
}

/** Lists and checks the faces, and makes room for their samples on disk. */
async function prepareWork(options: FaceLoaderOptions, processes: number) {
  const { folderA, folderB, batchSize, geometry, seed, sampleFolder } = options;
  const a = await selectTrainingFaces(folderA, geometry.maskType);
  const b = folderA === folderB ? a : await selectTrainingFaces(folderB, geometry.maskType);
  for (const warning of new Set([...a.warnings, ...b.warnings])) options.onWarning?.(warning);
  const divided = divideFaces(a.faces, b.faces, options.holdOut);
  const [filesA, filesB] = [divided.a, divided.b].map(({ trained }) => trained.map(({ file }) => file)) as [
    string[],
    string[],
  ];
  const sides = [
    { folder: folderA, count: filesA.length },
    { folder: folderB, count: filesB.length },
  ];
  const work: LoaderWork = {
    filesA,
    filesB,
    batchSize,
    geometry,
    amounts: { ...defaultAmounts, ...options.augmentation },
    seed,
    cacheBytes: Math.floor((options.cacheBytes ?? chooseCacheBytes()) / processes),
    diskCache: sampleFolder === undefined ? undefined : await prepareDiskCache(sampleFolder, sides, geometry),
  };
  // Those of all faces: a set is the same whether some of it are held out or not.
  const [figuresA, figuresB] = [a, b].map(({ faces }) =>
    computeFacesetFigures(faces.flatMap(({ header }) => header ?? [])),
  );
  return { work, divided, figures: { a: figuresA!, b: figuresB! } };
}

/** Holds faces of both sides out. Without any of A there is nothing to measure a swap by, so none of B are held out either. */
function divideFaces(
  a: readonly ListedFace[],
  b: readonly ListedFace[],
  { percent, earlier }: NonNullable<FaceLoaderOptions['holdOut']> = { percent: 0 },
): FaceLoader['divided'] {
  const kept = earlier?.percent === percent ? earlier : undefined;
  const dividedA = holdOutFaces(a, percent, kept?.a);
  return { a: dividedA, b: holdOutFaces(b, dividedA.heldOut.length > 0 ? percent : 0, kept?.b) };
}

function chooseCacheBytes(): number {
  return Math.min(2 ** 29, Math.floor(totalmem() / 16));
}

function findLoaderModule(): string {
  const beside = fileURLToPath(new URL('./loader.mjs', import.meta.url));
  // When this file runs from source, as in tests, take the build's output.
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../../dist/loader.mjs', import.meta.url));
}

/** Creates a callback that warns only once about a face, although every process may meet it in every epoch. */
function warnOncePerFile(onWarning: FaceLoaderOptions['onWarning']): (file: string, message: string) => void {
  const reported = new Set<string>();
  return (file, message) => {
    if (reported.has(file)) return;
    reported.add(file);
    onWarning?.(t('Skipping a face in training: {0}', message));
  };
}

/**
 * Chooses the number of loader processes for `num_processes` on a machine with this many cores. 0 means one for every
 * four cores, at most four: a training step on the CPU uses all cores, and preparing its faces takes a small part of one.
 */
export function chooseProcessCount(configured: number, cores: number): number {
  const [limit, requested] = configured === 0 ? [4, Math.floor(cores / 4)] : [cores, configured];
  return Math.max(1, Math.min(limit, requested));
}

import { landmarkCount } from '../../faces/landmarks';
import { getErrorMessage, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { type Augmenter, type FaceSet, openAugmenter } from './augment/augmenter';
import { BatchPlan, mixSeed } from './batchPlan';
import { DiskSampleCache } from './diskSampleCache';
import type { FaceBatch, LoaderWork } from './loaderProtocol';
import { MemorySampleCache } from './memorySampleCache';
import { openSampleReader, type SampleReader } from './sampleReader';
import { SimilarFaceFinder } from './similarFaces';

/** Builds the batch of any iteration. */
export interface BatchBuilder {
  build(iteration: number): Promise<FaceBatch>;
  release(): Promise<void>;
}

/**
 * Opens the networks and caches that batches are built with.
 * @param onSkippedFace called for each face that cannot be read, every time it is tried
 */
export async function openBatchBuilder(
  work: LoaderWork,
  onSkippedFace: (file: string, message: string) => void,
): Promise<BatchBuilder> {
  const augmenter = await openAugmenter(work.geometry, work.amounts);
  const reader = await openSampleReader(augmenter.size, work.geometry);
  const cache = createSampleCache(work, augmenter.size, reader, onSkippedFace);
  const buildA = createSideBuilder(work.filesA, work.filesB, mixSeed(work.seed, 0), work, augmenter, cache);
  const buildB = createSideBuilder(work.filesB, work.filesA, mixSeed(work.seed, 1), work, augmenter, cache);
  return {
    build: async (iteration) => ({ iteration, a: await buildA(iteration), b: await buildB(iteration) }),
    async release() {
      await augmenter.release();
      await reader.release();
    },
  };
}

/** Creates the cache in memory, which reads from the cache on disk if there is one, and from the face PNGs. */
function createSampleCache(
  work: LoaderWork,
  size: number,
  reader: SampleReader,
  onSkippedFace: (file: string, message: string) => void,
): MemorySampleCache {
  const diskCache = work.diskCache && new DiskSampleCache(work.diskCache, size, work.geometry);
  const read = async (file: string) => {
    try {
      return await (diskCache?.getSample(file, reader.read) ?? reader.read(file));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      onSkippedFace(file, getErrorMessage(error));
      return undefined;
    }
  };
  const sampleBytes = 6 * size * size + 4 * 2 * landmarkCount;
  return new MemorySampleCache(read, sampleBytes, work.cacheBytes);
}

/** Creates the function that builds the faces of one side for an iteration. @param others files of the other side */
function createSideBuilder(
  files: readonly string[],
  others: readonly string[],
  seed: number,
  { batchSize, amounts, geometry }: LoaderWork,
  augmenter: Augmenter,
  cache: MemorySampleCache,
): (iteration: number) => Promise<FaceSet> {
  const { size } = augmenter;
  const plan = new BatchPlan(files.length, batchSize, size, amounts, seed);
  const similarFaces = amounts.warpToLandmarks
    ? new SimilarFaceFinder(files.length, others, size, geometry)
    : undefined;
  return async (iteration) => {
    const faces = plan.planFaces(iteration);
    const samples = await Promise.all(
      faces.map(async ({ index }) => (await cache.findUsable(files, index)) ?? throwNoReadableFace(files)),
    );
    return augmenter.augment(
      stackPlanes(samples.map((sample) => sample.face)),
      stackPlanes(samples.map((sample) => sample.masks)),
      faces.map((face) => face.augmentation),
      similarFaces && (await similarFaces.findShapeChanges(faces, samples)),
    );
  };
}

/** Joins the planes of several faces to one array. */
function stackPlanes(planes: readonly Uint8Array[]): Uint8Array {
  const length = planes[0]?.length ?? 0;
  const stack = new Uint8Array(planes.length * length);
  planes.forEach((plane, i) => {
    stack.set(plane, i * length);
  });
  return stack;
}

function throwNoReadableFace(files: readonly string[]): never {
  throw new UserError(t('None of the face images next to {0} can be read. Extract the faces again.', files[0]!));
}

import { landmarkCount } from '../../faces/landmarks';
import { getErrorMessage, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { FaceSet } from './augment/augmenter';
import { openAugmenter } from './augment/augmenter';
import { BatchPlan, mixSeed } from './batchPlan';
import { DiskSampleCache } from './diskSampleCache';
import type { FaceBatch, LoaderWork } from './loaderProtocol';
import { MemorySampleCache } from './memorySampleCache';
import { openSampleReader } from './sampleReader';
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
  const { size } = augmenter;
  const sampler = await openSampleReader(size, work.geometry);
  const store = work.diskCache && new DiskSampleCache(work.diskCache, size, work.geometry);
  const cache = new MemorySampleCache(
    async (file) => {
      try {
        return await (store?.getSample(file, sampler.read) ?? sampler.read(file));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        onSkippedFace(file, getErrorMessage(error));
        return undefined;
      }
    },
    6 * size * size + 4 * 2 * landmarkCount,
    work.cacheBytes,
  );
  const createSideBuilder = (files: readonly string[], others: readonly string[], seedOffset: number) => {
    const plan = new BatchPlan(files.length, work.batchSize, size, work.amounts, mixSeed(work.seed, seedOffset));
    const similarFaces = work.amounts.warpToLandmarks
      ? new SimilarFaceFinder(files.length, others, size, work.geometry)
      : undefined;
    return async (iteration: number): Promise<FaceSet> => {
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
  };
  const buildA = createSideBuilder(work.filesA, work.filesB, 0);
  const buildB = createSideBuilder(work.filesB, work.filesA, 1);
  return {
    build: async (iteration) => ({ iteration, a: await buildA(iteration), b: await buildB(iteration) }),
    async release() {
      await augmenter.release();
      await sampler.release();
    },
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

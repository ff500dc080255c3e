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

/** Makes the batch of any iteration. */
export interface BatchBuilder {
  build(iteration: number): Promise<FaceBatch>;
  release(): Promise<void>;
}

/** @param onLeftOut told about each face that cannot be read, every time it is tried */
export async function openBatchBuilder(
  work: LoaderWork,
  onLeftOut: (file: string, message: string) => void,
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
        onLeftOut(file, getErrorMessage(error));
        return undefined;
      }
    },
    6 * size * size + 4 * 2 * landmarkCount,
    work.cacheBytes,
  );
  const side = (files: readonly string[], others: readonly string[], number: number) => {
    const plan = new BatchPlan(files.length, work.batchSize, size, work.amounts, mixSeed(work.seed, number));
    const likeness = work.amounts.warpToLandmarks
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
        likeness && (await likeness.findShapeChanges(faces, samples)),
      );
    };
  };
  const [sideA, sideB] = [side(work.filesA, work.filesB, 0), side(work.filesB, work.filesA, 1)];
  return {
    build: async (iteration) => ({ iteration, a: await sideA(iteration), b: await sideB(iteration) }),
    async release() {
      await augmenter.release();
      await sampler.release();
    },
  };
}

/** One after the other. */
function stackPlanes(planes: readonly Uint8Array[]): Uint8Array {
  const length = planes[0]?.length ?? 0;
  const all = new Uint8Array(planes.length * length);
  planes.forEach((plane, i) => {
    all.set(plane, i * length);
  });
  return all;
}

function throwNoReadableFace(files: readonly string[]): never {
  throw new UserError(t('None of the face images next to {0} can be read. Extract the faces again.', files[0]!));
}

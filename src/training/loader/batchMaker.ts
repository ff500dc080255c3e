import { messageOf, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { openAugmenter } from './augment/augmenter';
import type { AugmentationAmounts } from './augmentation';
import { BatchPlan, mixedSeed } from './batchPlan';
import type { CropGeometry, FaceBatch, FaceSet } from './faceBatch';
import { SampleCache } from './sampleCache';
import { openSampler, type Sample } from './sampler';

/** All that decides what the batches hold; plain data, sent to each loader process. */
export interface LoaderWork {
  readonly filesA: readonly string[];
  readonly filesB: readonly string[];
  readonly batchSize: number;
  readonly geometry: CropGeometry;
  readonly amounts: AugmentationAmounts;
  readonly seed: number;
  /** Most bytes of samples that this maker keeps. */
  readonly cacheBytes: number;
}

/** Makes the batch of any iteration. */
export interface BatchMaker {
  batch(iteration: number): Promise<FaceBatch>;
  release(): Promise<void>;
}

/** @param onLeftOut told about each face that cannot be read, every time it is tried */
export async function openBatchMaker(
  work: LoaderWork,
  onLeftOut: (file: string, message: string) => void,
): Promise<BatchMaker> {
  const augmenter = await openAugmenter(work.geometry, work.amounts);
  const { size } = augmenter;
  const sampler = await openSampler(size, work.geometry);
  const cache = new SampleCache(
    async (file) => {
      try {
        return await sampler.read(file);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        onLeftOut(file, messageOf(error));
        return undefined;
      }
    },
    6 * size * size,
    work.cacheBytes,
  );
  const side = (files: readonly string[], number: number) => {
    const plan = new BatchPlan(files.length, work.batchSize, size, work.amounts, mixedSeed(work.seed, number));
    return async (iteration: number): Promise<FaceSet> => {
      const faces = plan.faces(iteration);
      const samples = await Promise.all(faces.map(({ index }) => cache.usable(files, index)));
      return augmenter.augment(
        ...stacked(samples, files, size),
        faces.map((face) => face.augmentation),
      );
    };
  };
  const [sideA, sideB] = [side(work.filesA, 0), side(work.filesB, 1)];
  return {
    batch: async (iteration) => ({ iteration, a: await sideA(iteration), b: await sideB(iteration) }),
    async release() {
      await augmenter.release();
      await sampler.release();
    },
  };
}

/** The planes of faces and of masks, one face after the other. */
function stacked(samples: readonly (Sample | undefined)[], files: readonly string[], size: number) {
  const length = 3 * size * size;
  const faces = new Uint8Array(samples.length * length);
  const masks = new Uint8Array(samples.length * length);
  samples.forEach((sample, i) => {
    if (!sample) throw new UserError(t('None of the faces beside {0} can be read. Extract them again.', files[0]!));
    faces.set(sample.face, i * length);
    masks.set(sample.masks, i * length);
  });
  return [faces, masks] as const;
}

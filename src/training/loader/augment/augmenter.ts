import { openSession, tensor } from '../../../runtime/session';
import type { AugmentationAmounts, FaceAugmentation } from '../augmentation';
import { claheTileCounts } from '../augmentation';
import type { CropGeometry, FaceSet } from '../faceBatch';
import { augmentModel } from './augmentGraph';
import { claheTiles } from './clahe';
import { transformMatrix, warpGrid } from './sampling';

/** Augments batches of faces that have been cut out. */
export interface Augmenter {
  /** Edge of the samples, pixels: the larger of input and output. */
  readonly size: number;
  /** `faces` and `masks`: uint8 planes [N, 3, size, size]; one augmentation a face. */
  augment(faces: Uint8Array, masks: Uint8Array, augmentations: readonly FaceAugmentation[]): Promise<FaceSet>;
  release(): Promise<void>;
}

export async function openAugmenter(geometry: Sizes, amounts: AugmentationAmounts): Promise<Augmenter> {
  const size = Math.max(geometry.inputSize, geometry.outputSize);
  const color = amounts.colorLightness > 0 || amounts.colorAb > 0 || amounts.claheChance > 0;
  const warp = amounts.warpDeviation > 0;
  const counts = claheTileCounts(size, amounts);
  const model = augmentModel({ ...geometry, size, color, warp, claheTileCounts: counts });
  const session = await openSession(model, {
    threads: 1,
    ...(process.env.PROF ? { profilePrefix: process.env.PROF } : {}),
  });
  return {
    size,
    release: () => session.release(),
    async augment(faces, masks, augmentations) {
      const n = augmentations.length;
      const outputs = await session.run({
        faces: tensor('uint8', faces, [n, 3, size, size]),
        masks: tensor('uint8', masks, [n, 3, size, size]),
        transforms: floats(
          augmentations.map((face) => transformMatrix(size, face)),
          [n, 3, 2],
        ),
        ...(color ? colorFeeds(augmentations, size) : {}),
        ...(warp
          ? {
              warpGrids: floats(
                augmentations.map((face) => warpGrid(size, face)),
                [n, 5, 10],
              ),
            }
          : {}),
      });
      const bytes = (name: string) => outputs[name]!.data as Uint8Array;
      return { input: bytes('input'), target: bytes('target'), masks: bytes('targetMasks') };
    },
  };
}

type Sizes = Pick<CropGeometry, 'inputSize' | 'outputSize'>;

function colorFeeds(faces: readonly FaceAugmentation[], size: number) {
  const chosen = faces.flatMap((face, i) => (face.claheTiles > 0 ? [i] : []));
  return {
    labGain: floats(
      faces.map((face) => face.labJitter.map((r) => 1 - Math.abs(r))),
      [faces.length, 3, 1],
    ),
    labLift: floats(
      faces.map((face) => face.labJitter.map((r) => 255 * Math.max(0, r))),
      [faces.length, 3, 1],
    ),
    claheFaces: tensor('int64', BigInt64Array.from(chosen, BigInt), [chosen.length]),
    claheTiles: floats(
      chosen.map((i) => claheTiles(size, faces[i]!.claheTiles)),
      [chosen.length, 4],
    ),
  };
}

function floats(rows: readonly (readonly number[])[], shape: readonly number[]) {
  return tensor('float32', Float32Array.from(rows.flat()), shape);
}

import { inflateSync } from 'node:zlib';
import type { AlignedFace, Centering } from '../../faces/alignment';
import type { StoredMaskName } from '../../faces/masks/masks';
import type { FaceRecord, StoredMask } from '../../facesets/faceRecord';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { CropFraming, MaskRefinement } from './cropGeometry';
import { MaskRefiner } from './maskRefiner';
import { openSquareResizer } from './squareResizer';
import { computeCropSquare } from './trainingCrop';

/** Smallest and largest edge of a mask that is accepted, pixels. */
const [smallestMask, largestMask] = [16, 1028];

/** Reads the masks of one type from the headers of faces, and cuts them to the training crop. */
export interface StoredMaskReader {
  /** @returns uint8 [size, size] @throws UserError when the face has no such mask, or a damaged one */
  read(file: string, record: FaceRecord, face: AlignedFace): Promise<Uint8Array>;
  release(): Promise<void>;
}

export async function openStoredMaskReader(
  type: StoredMaskName,
  size: number,
  framing: CropFraming,
  refinement: MaskRefinement,
): Promise<StoredMaskReader> {
  const refiner = new MaskRefiner(refinement);
  const resizer = await openSquareResizer(size, 1);
  return {
    async read(file, record, face) {
      const mask = requireMask(file, record, type);
      const edge = mask.storedSize;
      const pixels = await refiner.refine(inflateMask(file, type, mask), edge);
      const square = computeCropSquare(face, edge, framing, requireCentering(file, type, mask));
      return resizer.resize({ width: edge, height: edge, pixels }, square);
    },
    async release() {
      await refiner.release();
      await resizer.release();
    },
  };
}

/** Returns the stored mask of a type. @throws UserError when the face has none */
export function requireMask(file: string, record: FaceRecord, type: StoredMaskName): StoredMask {
  const mask = record.mask[type];
  if (mask) return mask;
  throw new UserError(
    t(
      '{0} has no mask {1}, which mask_type requires. Store that mask in every face of the folder first, or train a new model with mask_type = extended.',
      file,
      type,
    ),
  );
}

function inflateMask(file: string, type: string, { mask, storedSize }: StoredMask): Uint8Array {
  if (storedSize < smallestMask || storedSize > largestMask) throw createDamagedMaskError(file, type);
  try {
    const bytes = inflateSync(mask, { maxOutputLength: storedSize ** 2 });
    if (bytes.length === storedSize ** 2) return bytes;
  } catch {
    // reported below, like a mask of the wrong length
  }
  throw createDamagedMaskError(file, type);
}

function requireCentering(file: string, type: string, { storedCentering }: StoredMask): Centering {
  if (storedCentering === 'face' || storedCentering === 'head' || storedCentering === 'legacy') return storedCentering;
  throw createDamagedMaskError(file, type);
}

function createDamagedMaskError(file: string, type: string): UserError {
  return new UserError(
    t('The mask {0} in {1} is damaged. Create it again, or remove the face from the folder.', type, file),
  );
}

import sharp from 'sharp';
import { requireInside } from '../../files/storedPath';
import { defaultDisclosureXmp } from '../../media/aiDisclosure';
import type { Image } from '../../media/frames';
import { readImage } from '../../media/imageFile';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { PreviewPicture, PreviewRecord } from '../../shared/previewRecord';
import { getPreviewImagePath } from './previewFolder';
import { columnsPerFace } from './previewLayout';

/** A saved preview: rows of six patches of `patch` pixels, a row for each face. */
export interface SavedSheet {
  readonly image: Image;
  readonly patch: number;
  readonly rows: number;
}

/** Larger patches show no more on a page. */
const shownPixels = 160;

/** Reads a picture of the history of previews. @throws UserError when it is missing, damaged, or not as recorded */
export async function readSavedSheet(
  modelDir: string,
  { patch, sets }: PreviewRecord,
  { iteration, set }: PreviewPicture,
): Promise<SavedSheet> {
  const path = getPreviewImagePath(modelDir, iteration);
  await requireInside(modelDir, path);
  const image = await readImage(path);
  const rows = Math.floor(image.height / patch);
  if (image.width !== columnsPerFace * patch || rows === 0 || rows < (sets[set]?.a.length ?? 0))
    throw new UserError(t('{0} is not the preview that its record describes. Remove it.', path));
  return { image, patch, rows };
}

/** Encodes one patch of a sheet as a JPEG, marked as made with AI unless it is a picture of a face as it was. */
export async function encodeSavedPatch(
  { image: { width, height, pixels }, patch }: SavedSheet,
  row: number,
  column: number,
): Promise<Uint8Array> {
  const shown = Math.min(patch, shownPixels);
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } })
    .extract({ left: column * patch, top: row * patch, width: patch, height: patch })
    .resize(shown, shown)
    .jpeg({ quality: 88 });
  const isOriginal = column % 3 === 0;
  return await (isOriginal ? picture : picture.withXmp(defaultDisclosureXmp)).toBuffer();
}

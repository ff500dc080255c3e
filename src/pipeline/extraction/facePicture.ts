import sharp from 'sharp';
import { alignFace, cropMatrix } from '../../faces/alignment';
import type { Warper } from '../../faces/warp';
import type { Image } from '../../shared/image';
import type { Landmarks } from '../../shared/landmarks';

/** Edge of a stored face; head centred, so that every training crop lies within. */
export const facePictureSize = 512;
const thumbSize = 96;
const thumbQuality = 60;
/** Half the bytes of the fastest setting for a few milliseconds more; higher levels cost much and save little. */
const compression = { compressionLevel: 2, adaptiveFiltering: true };

/** Cuts the head out of a frame: RGB, 512 x 512. */
export async function cropHead(warper: Warper, frame: Image, landmarks: Landmarks): Promise<Uint8Array> {
  const matrix = cropMatrix(alignFace(landmarks), { size: facePictureSize, centering: 'head' });
  return warper.warp(frame, matrix, facePictureSize, facePictureSize);
}

/** A crop as PNG, and its thumbnail as JPEG. */
export async function encodeHead(crop: Uint8Array): Promise<{ readonly png: Uint8Array; readonly thumb: Uint8Array }> {
  const picture = sharp(crop, { raw: { width: facePictureSize, height: facePictureSize, channels: 3 } });
  const [png, thumb] = await Promise.all([
    picture.clone().png(compression).toBuffer(),
    picture.clone().resize(thumbSize, thumbSize).jpeg({ quality: thumbQuality }).toBuffer(),
  ]);
  return { png, thumb };
}

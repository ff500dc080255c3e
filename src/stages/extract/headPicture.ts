import sharp from 'sharp';
import { headSize } from './faceFinder';

const thumbSize = 96;
const thumbQuality = 60;
/** Half the bytes of the fastest setting for a few milliseconds more; higher levels cost much and save little. */
const compression = { compressionLevel: 2, adaptiveFiltering: true };

/** A head as PNG, and its thumbnail as JPEG. */
export async function encodeHead(head: Uint8Array): Promise<{ readonly png: Uint8Array; readonly thumb: Uint8Array }> {
  const picture = sharp(head, { raw: { width: headSize, height: headSize, channels: 3 } });
  const [png, thumb] = await Promise.all([
    picture.clone().png(compression).toBuffer(),
    picture.clone().resize(thumbSize, thumbSize).jpeg({ quality: thumbQuality }).toBuffer(),
  ]);
  return { png, thumb };
}

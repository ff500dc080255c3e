import sharp from 'sharp';

/** Part of a picture of a head that is compared: the face without hair and background. */
const comparedShare = 0.5;
const comparedEdge = 16;

/** Numbers of a signature. */
export const signatureLength = comparedEdge ** 2;

/**
 * Returns what two pictures of a face are compared by: the gray values of the face in a grid of 16 x 16, with a mean of 0 and
 * a length of 1, so that neither the size of the file nor its brightness, contrast or compression changes it much.
 * @param picture a file of a square picture of a head
 */
export async function computeSignature(picture: Uint8Array): Promise<Float32Array> {
  const { data, info } = await sharp(picture).grayscale().raw().toBuffer({ resolveWithObject: true });
  const edge = Math.round(info.width * comparedShare);
  const at = Math.floor((info.width - edge) / 2);
  const gray = await sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
    .extract({ left: at, top: at, width: edge, height: edge })
    .resize(comparedEdge, comparedEdge, { kernel: 'linear' })
    .extractChannel(0)
    .raw()
    .toBuffer();
  const mean = gray.reduce((sum, value) => sum + value, 0) / gray.length;
  const centered = Float32Array.from(gray, (value) => value - mean);
  const length = Math.hypot(...centered);
  return length > 0 ? centered.map((value) => value / length) : centered;
}

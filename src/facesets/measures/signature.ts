import { openFaceMiddle } from './faceMiddle';
import type { PictureInput } from './measure';

const comparedEdge = 16;

/** Numbers of a signature. */
export const signatureLength = comparedEdge ** 2;

/** Returns what two pictures of a face are compared by: the gray values of the face, reduced to a grid of 16 x 16. */
export async function computeSignature(input: PictureInput): Promise<Uint8Array> {
  const gray = await openFaceMiddle(input)
    .resize(comparedEdge, comparedEdge, { kernel: 'linear' })
    .grayscale()
    .extractChannel(0)
    .raw()
    .toBuffer();
  return new Uint8Array(gray);
}

/**
 * Returns a signature with a mean of 0 and a length of 1, so that neither the brightness of the picture nor its contrast
 * changes it much; undefined for a picture of one gray.
 */
export function normalizeSignature(signature: Uint8Array): Float32Array | undefined {
  const mean = signature.reduce((sum, value) => sum + value, 0) / signature.length;
  const centered = Float32Array.from(signature, (value) => value - mean);
  const length = Math.hypot(...centered);
  return length > 0 ? centered.map((value) => value / length) : undefined;
}

import sharp from 'sharp';
import { computeCropMatrix } from '../../faces/alignment';
import { type Landmarks, readLandmarks } from '../../faces/landmarks';
import { transformPoints } from '../../faces/matrix3';
import { readRegularFile } from '../../files/regularFile';
import { UserError } from '../../shared/errors';
import { type FaceHeader, maxFaceBytes, maxFacePixels, parseFaceHeader } from '../facePng';
import { ownIdentity } from '../identityNetworks';
import { alignHeader } from '../measures/alignHeader';
import type { LandmarkInput } from '../measures/measure';
import { type MeasureValues, measureAll } from '../measures/measures';
import { computeSignature } from '../measures/signature';

/** The measures of a face, and where it comes from. */
export interface FaceMeasures extends MeasureValues {
  /** Key of its frame in the alignments, and its number there; absent where the PNG has no header that can be read. */
  readonly frame?: string;
  readonly index?: number;
  /** The network that made the identity vector. */
  readonly network?: string;
}

export interface MeasuredFace {
  readonly measures: FaceMeasures;
  /** JPEG, {@link thumbnailSize} square. */
  readonly thumbnail: Uint8Array;
  /** What near-duplicates are found by, see {@link computeSignature}. */
  readonly signature: Uint8Array;
  /** The identity vector, of length 1. */
  readonly vector?: Float32Array;
}

export const thumbnailSize = 128;
const thumbnailQuality = 72;

/** Decodes a face PNG once for its thumbnail and its measures. @throws Error when it is no picture */
export async function measureFace(path: string): Promise<MeasuredFace> {
  const png = await readRegularFile(path, maxFaceBytes);
  const { data, info } = await sharp(png, { limitInputPixels: maxFacePixels })
    .toColorspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const raw = { raw: { width: info.width, height: info.height, channels: 3 as const } };
  const header = readHeader(png, path);
  const face = header && alignHeader(header);
  const [thumbnail, signature, values] = await Promise.all([
    sharp(data, raw)
      .resize(thumbnailSize, thumbnailSize, { fit: 'cover' })
      .jpeg({ quality: thumbnailQuality })
      .toBuffer(),
    computeSignature({ pixels: data, width: info.width, height: info.height }),
    measureAll(
      {
        pixels: data,
        width: info.width,
        height: info.height,
        ...(face && { points: placeInPicture(face, info.width) }),
      },
      face,
    ),
  ]);
  if (!header) return { measures: values, thumbnail, signature };
  const { sourceFilename: frame, faceIndex: index } = header.source;
  const identity = selectIdentity(header);
  return {
    measures: { frame, index, ...values, ...(identity && { network: identity.network }) },
    thumbnail,
    signature,
    ...(identity && { vector: identity.vector }),
  };
}

function readHeader(png: Uint8Array, path: string): FaceHeader | undefined {
  try {
    return parseFaceHeader(png, path);
  } catch (error) {
    if (error instanceof UserError) return undefined; // a picture all the same
    throw error;
  }
}

/** Returns the identity vector of our own network, else the first one that the face has. */
function selectIdentity({ face }: FaceHeader): { network: string; vector: Float32Array } | undefined {
  const network = face.identity[ownIdentity] ? ownIdentity : Object.keys(face.identity)[0];
  if (network === undefined) return undefined;
  const vector = Float32Array.from(face.identity[network]!);
  const norm = Math.hypot(...vector);
  if (!Number.isFinite(norm) || norm === 0) return undefined;
  return { network, vector: vector.map((value) => value / norm) };
}

/** Returns the landmarks in pixels of the stored picture of a head, `size` pixels wide. */
function placeInPicture({ header, face }: LandmarkInput, size: number): Landmarks {
  return transformPoints(computeCropMatrix(face, { size, centering: 'head' }), readLandmarks(header.face.landmarks));
}

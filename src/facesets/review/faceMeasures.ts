import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { alignFace } from '../../faces/alignment';
import { readLandmarks } from '../../faces/landmarks';
import { UserError } from '../../shared/errors';
import { type FaceHeader, parseFaceHeader } from '../facePng';
import { ownIdentity } from '../identityNetworks';

/** What faces can be ordered by, of one face. */
export interface FaceMeasures {
  /** Key of its frame in the alignments, and its number there; absent where the PNG has no header that can be read. */
  readonly frame?: string;
  readonly index?: number;
  /** Standard deviation of the Laplacian of the face's middle: the lower, the more blurred. */
  readonly sharpness: number;
  /** Edge of the face in the frame, in pixels: that of the mean face's unit square. */
  readonly size?: number;
  /** Degrees; positive when the head is turned to the picture's right. */
  readonly yaw?: number;
  /** The network that made the identity vector. */
  readonly network?: string;
}

export interface MeasuredFace {
  readonly measures: FaceMeasures;
  /** JPEG, {@link thumbnailSize} square. */
  readonly thumbnail: Uint8Array;
  /** The identity vector, of length 1. */
  readonly vector?: Float32Array;
}

export const thumbnailSize = 128;
const thumbnailQuality = 72;
/** The part of a head's picture in which its sharpness is measured: the face without hair and background. */
const faceShare = 0.5;
const sharpnessSize = 128;
/** Stored heads have 512; a file of more than this is none. */
const largestEdge = 4096;

/** Decodes a face PNG once for its thumbnail and its measures. @throws Error when it is no picture */
export async function measureFace(path: string): Promise<MeasuredFace> {
  const png = await readFile(path);
  const { data, info } = await sharp(png, { limitInputPixels: largestEdge ** 2 })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const raw = { raw: { width: info.width, height: info.height, channels: 3 as const } };
  const [thumbnail, sharpness] = await Promise.all([
    sharp(data, raw)
      .resize(thumbnailSize, thumbnailSize, { fit: 'cover' })
      .jpeg({ quality: thumbnailQuality })
      .toBuffer(),
    sharpnessOf(data, raw.raw),
  ]);
  const header = headerOf(png, path);
  if (!header) return { measures: { sharpness }, thumbnail };
  const { frame, index } = { frame: header.source.sourceFilename, index: header.source.faceIndex };
  const identity = identityOf(header);
  return {
    measures: { frame, index, sharpness, ...poseOf(header), ...(identity && { network: identity.network }) },
    thumbnail,
    ...(identity && { vector: identity.vector }),
  };
}

/** Measured at one size, so that faces compare whatever their files' size. */
async function sharpnessOf(
  pixels: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<number> {
  const edge = Math.max(1, Math.round(Math.min(width, height) * faceShare));
  const region = {
    left: Math.floor((width - edge) / 2),
    top: Math.floor((height - edge) / 2),
    width: edge,
    height: edge,
  };
  const middle = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .extract(region)
    .resize(sharpnessSize, sharpnessSize)
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { channels } = middle.info;
  const { sharpness } = await sharp(middle.data, {
    raw: { width: sharpnessSize, height: sharpnessSize, channels },
  }).stats();
  return sharpness;
}

function headerOf(png: Uint8Array, path: string): FaceHeader | undefined {
  try {
    return parseFaceHeader(png, path);
  } catch (error) {
    if (error instanceof UserError) return undefined; // a picture all the same
    throw error;
  }
}

/** Nothing where the points are those of no face. */
function poseOf({ face }: FaceHeader): { size?: number; yaw?: number } {
  try {
    const { matrix, pose } = alignFace(readLandmarks(face.landmarks));
    const size = 1 / Math.hypot(matrix[0], matrix[3]);
    return Number.isFinite(size) && Number.isFinite(pose.yaw) ? { size, yaw: pose.yaw } : {};
  } catch {
    return {};
  }
}

/** Our own network's vector, or the first that the face has. */
function identityOf({ face }: FaceHeader): { network: string; vector: Float32Array } | undefined {
  const network = face.identity[ownIdentity] ? ownIdentity : Object.keys(face.identity)[0];
  if (network === undefined) return undefined;
  const vector = Float32Array.from(face.identity[network]!);
  const norm = Math.hypot(...vector);
  if (!Number.isFinite(norm) || norm === 0) return undefined;
  return { network, vector: vector.map((value) => value / norm) };
}

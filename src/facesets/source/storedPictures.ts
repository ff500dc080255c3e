import sharp from 'sharp';
import { alignFace, computeCropMatrix, findUsableLandmarks } from '../../faces/alignment';
import type { Landmarks } from '../../faces/landmarks';
import { invert, transformPoint } from '../../faces/matrix3';
import { readFrameAt } from '../../media/frameAt';
import type { FrameSource, Image } from '../../media/frames';
import { correlate, getGray, type PictureSample, sampleEdge, samplePicture } from '../../media/pictureSample';
import { chooseEvenly } from '../../shared/chooseEvenly';

/** A picture of a head that was stored when its face was found, and where. */
export interface StoredPicture {
  /** The position of its frame in the source, from 0. */
  readonly position: number;
  /** As files store them, in pixels of the frame. */
  readonly landmarks: readonly (readonly number[])[];
  /** PNG or JPEG of the head crop, square. */
  readonly picture: Uint8Array;
}

/** A re-encoded frame has 0.98 and more; other people have less, of the same person a second later too. */
const sameCorrelation = 0.95;
const picturesToCompare = 3;
/** Points that a gray level is the mean of, in each direction. */
const pointsPerCell = 4;

/**
 * Compares stored pictures of heads with what the frames of a source show in their places: tells another film, another
 * size and another start without any record. Reads a few frames.
 * @returns how many of the pictures that could be compared look different
 */
export async function comparePictures(
  stored: readonly StoredPicture[],
  source: FrameSource,
): Promise<{ readonly compared: number; readonly different: number }> {
  let [compared, different] = [0, 0];
  if (source.info?.hasSteadyRate === false) return { compared, different }; // the frames would be neighbors of those meant
  for (const { position, landmarks, picture } of chooseEvenly(stored, picturesToCompare)) {
    const [points, head] = [findUsableLandmarks(landmarks), await sampleStoredPicture(picture)];
    const frame = points && head && (await readFrameAt(source, position));
    if (!points || !head || !frame) continue;
    compared++;
    if (correlate(head, sampleHead(frame, points)) < sameCorrelation) different++;
  }
  return { compared, different };
}

/** Returns undefined for a picture that cannot be decoded. */
async function sampleStoredPicture(picture: Uint8Array): Promise<PictureSample | undefined> {
  try {
    const decoder = sharp(picture, { limitInputPixels: 2 ** 24 })
      .toColorspace('srgb')
      .removeAlpha();
    const { data, info } = await decoder.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return samplePicture({ width: info.width, height: info.height, pixels: data });
  } catch {
    return undefined;
  }
}

/** Reduces the head crop of a face in a frame to a sample; what lies outside of the frame is black, as in stored crops. */
function sampleHead(frame: Image, landmarks: Landmarks): PictureSample {
  const size = sampleEdge * pointsPerCell;
  const intoFrame = invert(computeCropMatrix(alignFace(landmarks), { size, centering: 'head' }));
  const sums = new Float64Array(sampleEdge ** 2);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [u, v] = transformPoint(intoFrame, x + 0.5, y + 0.5).map(Math.floor) as [number, number];
      if (u < 0 || v < 0 || u >= frame.width || v >= frame.height) continue;
      const cell = Math.floor(y / pointsPerCell) * sampleEdge + Math.floor(x / pointsPerCell);
      sums[cell]! += getGray(frame.pixels, 3 * (v * frame.width + u));
    }
  }
  return Uint8Array.from(sums, (sum) => Math.round(sum / pointsPerCell ** 2));
}

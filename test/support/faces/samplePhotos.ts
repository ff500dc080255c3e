import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { findFaceApiFolder } from '../../../src/faces/networks/weights';

/** A face in one of face-api's sample photos: the number of the photo and the box in its pixels. */
export interface SampleFace {
  readonly photo: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Faces of seven people, from the front. face-api's package contains the photos, so they are always there. */
export const sampleFaces: readonly SampleFace[] = [
  { photo: 5, left: 787, top: 109, width: 156, height: 212 },
  { photo: 6, left: 1487, top: 263, width: 212, height: 296 },
  { photo: 3, left: 1075, top: 215, width: 220, height: 299 },
  { photo: 5, left: 1113, top: 198, width: 158, height: 236 },
  { photo: 6, left: 250, top: 468, width: 210, height: 291 },
  { photo: 4, left: 664, top: 53, width: 187, height: 258 },
  { photo: 3, left: 585, top: 329, width: 199, height: 271 },
];

export function getSamplePhotoPath(photo: number): string {
  return join(findFaceApiFolder(), 'demo', `sample${photo}.jpg`);
}

/** Cuts a square around a face; its edge is `share` times the longer edge of the box, as far as the photo reaches. */
export function cutSampleFace({ photo, left, top, width, height }: SampleFace, share = 1.3): Sharp {
  const edge = Math.round(share * Math.max(width, height));
  const [x, y] = [left + (width - edge) / 2, top + (height - edge) / 2].map((at) => Math.max(0, Math.round(at)));
  return sharp(getSamplePhotoPath(photo)).extract({ left: x!, top: y!, width: edge, height: edge });
}

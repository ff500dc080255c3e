import { inflateSync } from 'node:zlib';
import { drawMask } from '../../faces/masks/drawMask';
import { type Matrix3, transformPoints } from '../../faces/matrix3';
import { t } from '../../shared/l10n';
import type { FaceHeader } from '../facePng';
import type { StoredMask } from '../faceRecord';
import type { LandmarkInput, LandmarkMeasure } from './measure';

/** The stored masks that leave out what is in front of a face, the best first. */
const obstructionMasks = ['vgg-obstructed', 'unet-dfl', 'bisenet-fp_face'] as const;

/** Edge of the picture in which the part beyond the frame is counted. */
const countedEdge = 64;
/** Edges of a stored mask that are read. */
const [smallestMask, largestMask] = [16, 1028];

/** The part of the face, in percent, that is beyond the edge of the frame, or that a stored mask says is covered. */
export const covered = {
  name: 'covered',
  label: 'covered or cut off',
  unit: '%',
  range: [0, 100],
  direction: 'more of the face cannot be seen',
  formula:
    'the part of the outline of the landmarks that is beyond the edge of the frame, or outside of a stored mask of obstructions (vgg-obstructed, unet-dfl, bisenet-fp_face), whichever is more; without such a mask only the edge of the frame is known',
  from: 'landmarks',
  orderLabel: 'By covered part',
  describe: (value: number) => t('covered {0} %', Math.round(value)),
  measure: ({ header }: LandmarkInput): number | undefined => {
    const name = obstructionMasks.find((one) => header.face.mask[one] !== undefined);
    const parts = [
      measureCutOff(header),
      name && measureCovered(header.face.mask[name]!, header.face.landmarks),
    ].filter((part) => part !== undefined);
    return parts.length === 0 ? undefined : Math.max(...parts);
  },
} as const satisfies LandmarkMeasure;

/** Returns the percentage of the face beyond the frame; undefined where the header does not say how large it was. */
function measureCutOff({ face, source }: FaceHeader): number | undefined {
  const [height, width] = source.sourceFrameDims;
  if (!(width > 0) || !(height > 0)) return undefined;
  if (face.landmarks.every(([x, y]) => x! >= 0 && y! >= 0 && x! < width && y! < height)) return 0;
  const points = face.landmarks.flat();
  const [xs, ys] = [0, 1].map((axis) => points.filter((_, i) => i % 2 === axis)) as [number[], number[]];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const scale = countedEdge / Math.max(Math.max(...xs) - left, Math.max(...ys) - top, 1e-6);
  const drawn = drawMask(
    points.map((value, i) => (value - (i % 2 === 0 ? left : top)) * scale),
    countedEdge,
    'components',
  );
  return measureShare(drawn, (x, y) => {
    const [frameX, frameY] = [left + x / scale, top + y / scale];
    return frameX < -0.5 || frameY < -0.5 || frameX > width - 0.5 || frameY > height - 0.5;
  });
}

/** Returns the percentage of the face that a stored mask leaves out; undefined for a damaged mask. */
function measureCovered(mask: StoredMask, landmarks: readonly (readonly number[])[]): number | undefined {
  const edge = mask.storedSize;
  const matrix = [...mask.affineMatrix.slice(0, 2).flat(), 0, 0, 1];
  if (edge < smallestMask || edge > largestMask || matrix.length !== 9) return undefined;
  const bytes = inflateMask(mask);
  if (!bytes) return undefined;
  const points = transformPoints(matrix as unknown as Matrix3, landmarks.flat());
  return measureShare(drawMask(points, edge, 'components'), (x, y) => bytes[y * edge + x]! < 128);
}

function inflateMask({ mask, storedSize }: StoredMask): Uint8Array | undefined {
  try {
    const bytes = inflateSync(mask, { maxOutputLength: storedSize ** 2 });
    return bytes.length === storedSize ** 2 ? bytes : undefined;
  } catch {
    return undefined; // whoever trains with it reports it
  }
}

/** Returns the percentage of the pixels in a drawn outline for which `isHidden` holds; undefined for an empty outline. */
function measureShare(drawn: Uint8Array, isHidden: (x: number, y: number) => boolean): number | undefined {
  const edge = Math.sqrt(drawn.length);
  let [inside, hidden] = [0, 0];
  for (const [i, value] of drawn.entries()) {
    if (value < 128) continue;
    inside++;
    if (isHidden(i % edge, Math.floor(i / edge))) hidden++;
  }
  return inside === 0 ? undefined : (100 * hidden) / inside;
}

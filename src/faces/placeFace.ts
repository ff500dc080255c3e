import type { Image } from '../media/frames';
import { type AlignedFace, alignFace, computeCropMatrix } from './alignment';
import { findLandmarks, findLandmarksTwice } from './findLandmarks';
import type { Box } from './geometry';
import type { Landmarks } from './landmarks';
import type { FaceNetworks } from './networks/faceNetworks';
import { isPlausibleFace, measureDistanceToMean } from './plausibility';
import type { Warper } from './warp';

export interface PlacedFace {
  /** In frame pixels. */
  readonly landmarks: Landmarks;
  readonly aligned: AlignedFace;
}

/**
 * Where landmarks are right, those of the head that they turn upright turn it no further (at most 3°) and form a face again
 * (at most 0.06 from the mean face). On a head that lies or stands upside down the network sees what is not there: the next
 * look turns the head by 4° to 180°, or its points are 0.08 to 0.36 from the mean face. Measured on 16 photos and 4 videos.
 */
const limits = { sureDegrees: 1.5, degrees: 10, distance: 0.065 };

/** The head for that look, and the part of it that is taken for the box of its face, in pixels. */
const look = { size: 256, box: { x: 60, y: 60, width: 136, height: 136 } };

/** How a head may be turned in the picture, in quarters clockwise: lying on either side, or upside down. */
const turns = [1, 3, 2];

/**
 * Returns the landmarks of the face in a box, however the head is turned in the picture; undefined where they cannot be
 * placed, as for heads in profile.
 */
export async function placeFace(
  networks: FaceNetworks,
  warper: Warper,
  frame: Image,
  box: Box,
): Promise<PlacedFace | undefined> {
  const { first, second } = await findLandmarksTwice(networks, warper, frame, box);
  const upright = { landmarks: second, aligned: alignFace(second) };
  const isPlausible = isPlausibleFace(second, upright.aligned, box);
  if (isPlausible && measureTurn(first, second) < limits.sureDegrees) return upright;
  const check = (face: PlacedFace) => lookAgain(networks, warper, frame, face);
  if (isPlausible && (await check(upright)) < limits.distance) return upright;
  let best: PlacedFace | undefined;
  let least = limits.distance;
  for (const quarterTurns of turns) {
    const { second: landmarks } = await findLandmarksTwice(networks, warper, frame, box, quarterTurns);
    const aligned = alignFace(landmarks);
    if (!isPlausibleFace(landmarks, aligned, box)) continue;
    const distance = await check({ landmarks, aligned });
    if (distance < least) [best, least] = [{ landmarks, aligned }, distance];
  }
  return best ?? (isPlausible ? upright : undefined);
}

/** Returns how far from the mean face the landmarks of the upright head are; infinity where they turn it further. */
async function lookAgain(
  networks: FaceNetworks,
  warper: Warper,
  frame: Image,
  { aligned }: PlacedFace,
): Promise<number> {
  const { size, box } = look;
  const pixels = await warper.warp(frame, computeCropMatrix(aligned, { size, centering: 'head' }), size, size);
  const landmarks = await findLandmarks(networks, warper, { width: size, height: size, pixels }, box);
  const { matrix } = alignFace(landmarks);
  const degrees = Math.abs((Math.atan2(matrix[3], matrix[0]) * 180) / Math.PI);
  return degrees < limits.degrees ? measureDistanceToMean(landmarks, matrix) : Number.POSITIVE_INFINITY;
}

/** Returns by how many degrees, 0..180, two sets of landmarks turn a face upright differently. */
function measureTurn(a: Landmarks, b: Landmarks): number {
  const [one, other] = [a, b].map((landmarks) => {
    const { matrix } = alignFace(landmarks);
    return Math.atan2(matrix[3], matrix[0]);
  });
  const degrees = Math.abs(((one! - other!) * 180) / Math.PI) % 360;
  return Math.min(degrees, 360 - degrees);
}

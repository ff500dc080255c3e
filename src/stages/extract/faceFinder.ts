import { type AlignFilters, passesFilters } from '../../faces/alignFilters';
import { alignFace, computeCropMatrix } from '../../faces/alignment';
import { detectFaces } from '../../faces/detectFaces';
import { findLandmarks } from '../../faces/findLandmarks';
import type { Box } from '../../faces/geometry';
import type { Landmarks } from '../../faces/landmarks';
import { openFaceNetworks } from '../../faces/networks/faceNetworks';
import { isPlausibleFace } from '../../faces/plausibility';
import { openWarper } from '../../faces/warp';
import type { Image } from '../../media/frames';

/** Edge of a stored face; head centred, so that every training crop lies within. */
export const headSize = 512;

export interface FoundFace {
  /** The detector's, frame pixels. */
  readonly box: Box;
  /** Frame pixels. */
  readonly landmarks: Landmarks;
  /** The head, RGB, 512 x 512. */
  readonly head: Uint8Array;
}

export interface FaceFinder {
  /** The faces of a frame from left to right, so that a frame gives the same order every time. */
  find(frame: Image): Promise<FoundFace[]>;
  /** How many heads were left out so far, because they are seen too much from the side to place their landmarks. */
  leftOut(): number;
  /** How many the filters left out. */
  filteredOut(): number;
  release(): Promise<void>;
}

/** @param minSizePercent leaves out faces whose box is smaller than so many percent of the frame's short side. */
export async function openFaceFinder(minSizePercent: number, filters?: AlignFilters): Promise<FaceFinder> {
  const networks = await openFaceNetworks();
  const warper = await openWarper();
  let leftOut = 0;
  let filteredOut = 0;
  return {
    leftOut: () => leftOut,
    filteredOut: () => filteredOut,
    async find(frame) {
      const detections = await detectFaces(networks, frame);
      const shortSide = Math.min(frame.width, frame.height);
      const minSize = Math.max(1, (minSizePercent / 100) * shortSide);
      const boxes = detections
        .map(({ box }) => box)
        .filter(({ width, height }) => Math.min(width, height) >= minSize)
        .sort((a, b) => a.x - b.x || a.y - b.y);
      const faces: FoundFace[] = [];
      for (const box of boxes) {
        const landmarks = await findLandmarks(networks, warper, frame, box);
        const aligned = alignFace(landmarks);
        if (!isPlausibleFace(landmarks, aligned, box)) {
          leftOut++;
          continue;
        }
        if (filters && !passesFilters(filters, landmarks, aligned, box, shortSide)) {
          filteredOut++;
          continue;
        }
        const matrix = computeCropMatrix(aligned, { size: headSize, centering: 'head' });
        faces.push({ box, landmarks, head: await warper.warp(frame, matrix, headSize, headSize) });
      }
      return faces;
    },
    async release() {
      await networks.release();
      await warper.release();
    },
  };
}

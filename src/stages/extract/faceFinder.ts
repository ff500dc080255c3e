import { type AlignFilters, passesFilters } from '../../faces/alignFilters';
import { computeCropMatrix } from '../../faces/alignment';
import { detectFaces } from '../../faces/detectFaces';
import type { Box } from '../../faces/geometry';
import type { Landmarks } from '../../faces/landmarks';
import { type FaceNetworksOptions, openFaceNetworks } from '../../faces/networks/faceNetworks';
import { placeFace } from '../../faces/placeFace';
import { openWarper } from '../../faces/warp';
import type { Image } from '../../media/frames';

/** The width and height of a stored face in pixels. The head is in the center, so that every training crop lies within. */
export const headSize = 512;

export interface FoundFace {
  /** The box of the detector, in frame pixels. */
  readonly box: Box;
  /** In frame pixels. */
  readonly landmarks: Landmarks;
  /** The head: RGB, [512,512,3]. */
  readonly head: Uint8Array;
}

export interface FaceFinder {
  /** Returns the faces of a frame from left to right, so that the order is the same every time. */
  find(frame: Image): Promise<FoundFace[]>;
  /** Returns how many heads were skipped so far because their landmarks cannot be placed: most are seen from the side. */
  countProfiles(): number;
  /** Returns how many faces the filters have rejected so far. */
  countFiltered(): number;
  release(): Promise<void>;
}

export interface FaceFinderOptions extends Pick<FaceNetworksOptions, 'detector' | 'aligner'> {
  /** Faces whose box is smaller than this share of the frame's short side are skipped, in percent. */
  readonly minSizePercent: number;
  readonly filters?: AlignFilters;
}

export async function openFaceFinder({
  minSizePercent,
  filters,
  detector,
  aligner,
}: FaceFinderOptions): Promise<FaceFinder> {
  const networks = await openFaceNetworks({ detector, aligner });
  const warper = await openWarper();
  let profiles = 0;
  let filtered = 0;
  return {
    countProfiles: () => profiles,
    countFiltered: () => filtered,
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
        const placed = await placeFace(networks, warper, frame, box);
        if (!placed) {
          profiles++;
          continue;
        }
        const { landmarks, aligned } = placed;
        if (filters && !passesFilters(filters, landmarks, aligned, box, shortSide)) {
          filtered++;
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

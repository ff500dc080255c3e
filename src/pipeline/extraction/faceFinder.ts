import type { Detection, FaceNetworks } from '../../faces/networks/faceNetworks';
import type { Image } from '../../shared/image';
import type { Landmarks } from '../../shared/landmarks';

export interface FoundFace {
  readonly detection: Detection;
  /** Frame pixels. */
  readonly landmarks: Landmarks;
}

/**
 * The faces of a frame with their landmarks, from left to right, so that a frame gives the same order every time.
 * @param minSizePercent leaves out faces whose box is smaller than so many percent of the frame's short side.
 */
export async function findFaces(networks: FaceNetworks, frame: Image, minSizePercent: number): Promise<FoundFace[]> {
  const [found = []] = await networks.detect([frame]);
  const minSize = (minSizePercent / 100) * Math.min(frame.width, frame.height);
  const detections = found
    .filter(({ box }) => Math.min(box.width, box.height) >= Math.max(minSize, 1))
    .sort((a, b) => a.box.x - b.box.x || a.box.y - b.box.y);
  if (detections.length === 0) return [];
  const landmarks = await networks.landmarks(
    frame,
    detections.map(({ box }) => box),
  );
  return detections.map((detection, i) => ({ detection, landmarks: landmarks[i]! }));
}

import type { Box } from '../geometry';
import { type Landmarks, landmarkParts } from '../landmarks';

/** face-api's placing of a face in the picture for its recognition network, which goes back to dlib. */
const eyesToMouth = 0.45;
const center = { x: 0.5, y: 0.43 };

/** The square to recognize a face in: sized by the way from the eyes to the mouth. */
export function recognitionBox(face: Landmarks): Box {
  const eyes = [
    computePartCenter(face, landmarkParts.rightEye),
    computePartCenter(face, landmarkParts.leftEye),
  ] as const;
  const mouth = computePartCenter(face, [landmarkParts.mouthOutline[0], landmarkParts.mouthInside[1]]);
  const distance = eyes.reduce((sum, [x, y]) => sum + Math.hypot(mouth[0] - x, mouth[1] - y), 0) / eyes.length;
  const size = Math.floor(distance / eyesToMouth);
  const [x, y] = [(eyes[0][0] + eyes[1][0] + mouth[0]) / 3, (eyes[0][1] + eyes[1][1] + mouth[1]) / 3];
  return {
    x: Math.floor(Math.max(0, x - center.x * size)),
    y: Math.floor(Math.max(0, y - center.y * size)),
    width: size,
    height: size,
  };
}

function computePartCenter(face: Landmarks, [from, to]: readonly [number, number]): [number, number] {
  let [x, y] = [0, 0];
  for (let i = from; i < to; i++) {
    x += face[2 * i]!;
    y += face[2 * i + 1]!;
  }
  return [x / (to - from), y / (to - from)];
}

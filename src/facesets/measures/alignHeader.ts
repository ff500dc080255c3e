import { alignFace } from '../../faces/alignment';
import { readLandmarks } from '../../faces/landmarks';
import { transformPoints } from '../../faces/matrix3';
import type { FaceHeader } from '../facePng';
import type { LandmarkInput } from './measure';

/** Returns what the landmarks of a header say of its face; undefined where they are those of no face. */
export function alignHeader(header: FaceHeader): LandmarkInput | undefined {
  try {
    const landmarks = readLandmarks(header.face.landmarks);
    const face = alignFace(landmarks);
    return { header, face, shape: transformPoints(face.matrix, landmarks) };
  } catch {
    return undefined;
  }
}

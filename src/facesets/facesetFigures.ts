import { createHash } from 'node:crypto';
import { chooseEvenly } from '../shared/chooseEvenly';
import type { FaceHeader } from './facePng';
import { alignHeader } from './measures/alignHeader';
import type { LandmarkInput } from './measures/measure';
import { type MeasureValues, measureLandmarks } from './measures/measures';

/** What tells a set of faces from others, whatever its folder and its files are called. */
export interface FacesetFigures {
  /** For each of some hash functions the least hash of a face: the share of equal ones is the share of common faces. */
  readonly fingerprint: readonly number[];
  /** Share of the faces that differ visibly from the middle one, 0..1: small for copies, and for a still. */
  readonly variety: number;
  /** What the landmarks of these faces say: pose, expression and size. */
  readonly values: readonly MeasureValues[];
}

const hashCount = 16;
/** Faces that are compared; of a larger set they are spread evenly. */
const maxCompared = 300;
/** Mean distance of the landmarks of upright faces, in edges of the face: people who talk differ by more in most frames. */
const visibleDistance = 0.004;

export function computeFacesetFigures(headers: readonly FaceHeader[]): FacesetFigures {
  // Whoever reads the pixels of a face without landmarks reports it.
  const faces = chooseEvenly(headers, maxCompared).flatMap((header) => alignHeader(header) ?? []);
  return {
    fingerprint: computeFingerprint(headers),
    variety: computeVariety(faces),
    values: faces.map(measureLandmarks),
  };
}

/** Returns the share of faces that two sets have in common, 0..1, as estimated from their fingerprints. */
export function compareFingerprints(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || a.length !== b.length) return 0;
  return a.filter((hash, i) => hash === b[i]).length / a.length;
}

function computeFingerprint(headers: readonly FaceHeader[]): number[] {
  const least = new Array<number>(hashCount).fill(0xffffffff);
  for (const { source, face } of headers) {
    const hash = createHash('sha512')
      .update(`${source.sourceFilename}\n${source.faceIndex}\n${face.x} ${face.y}`)
      .digest();
    for (let i = 0; i < hashCount; i++) least[i] = Math.min(least[i]!, hash.readUInt32LE(4 * i));
  }
  return least;
}

function computeVariety(faces: readonly LandmarkInput[]): number {
  const shapes = faces.map(({ shape }) => shape);
  const middle = shapes[shapes.length >> 1];
  if (!middle) return 1;
  return shapes.filter((shape) => measureDistance(shape, middle) > visibleDistance).length / shapes.length;
}

function measureDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 2) sum += Math.hypot(a[i]! - b[i]!, a[i + 1]! - b[i + 1]!);
  return (2 * sum) / a.length;
}

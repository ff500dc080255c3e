import { createHash } from 'node:crypto';
import { alignFace } from '../faces/alignment';
import { readLandmarks } from '../faces/landmarks';
import { transformPoints } from '../faces/matrix3';
import type { FaceHeader } from './facePng';

/** What tells a set of faces from others, whatever its folder and its files are called. */
export interface FacesetFigures {
  /** For each of some hash functions the least hash of a face: the share of equal ones is the share of common faces. */
  readonly fingerprint: readonly number[];
  /** Share of the faces that differ visibly from the middle one, 0..1: small for copies, and for a still. */
  readonly variety: number;
}

const hashCount = 16;
/** Faces that are compared; of a larger set they are spread evenly. */
const maxCompared = 300;
/** Mean distance of the landmarks of upright faces, in edges of the face: people who talk differ by more in most frames. */
const visibleDistance = 0.004;

export function computeFacesetFigures(headers: readonly FaceHeader[]): FacesetFigures {
  return { fingerprint: computeFingerprint(headers), variety: computeVariety(headers) };
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

function computeVariety(headers: readonly FaceHeader[]): number {
  const count = Math.min(headers.length, maxCompared);
  const chosen = Array.from({ length: count }, (_, i) => headers[Math.floor((i * headers.length) / count)]!);
  const shapes = chosen.flatMap((header) => alignShape(header) ?? []);
  const middle = shapes[shapes.length >> 1];
  if (!middle) return 1;
  return shapes.filter((shape) => measureDistance(shape, middle) > visibleDistance).length / shapes.length;
}

/** Returns the landmarks of a face, upright and of one size; undefined for those of no face. */
function alignShape({ face }: FaceHeader): Float32Array[] | undefined {
  try {
    const landmarks = readLandmarks(face.landmarks);
    return [transformPoints(alignFace(landmarks).matrix, landmarks)];
  } catch {
    return undefined; // whoever reads its pixels reports it
  }
}

function measureDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 2) sum += Math.hypot(a[i]! - b[i]!, a[i + 1]! - b[i + 1]!);
  return (2 * sum) / a.length;
}

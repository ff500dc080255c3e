import { averageLinkage } from './averageLinkage';
import { nearestNeighbours, type UnitVectors } from './nearestNeighbors';

/** Numbers of faces, most like their person's mean first; the largest person first. */
export type FaceClusters = readonly (readonly number[])[];

/** Neighbours looked at for each face. In a film most are frames of the same second; the next round looks further. */
const neighbours = 24;

/**
 * Finds the persons in a set of identity vectors: faces belong together while their mean cosine is at least `threshold`.
 *
 * Rounds of average linkage, each over the nearest neighbours of the clusters of the round before, until nothing joins:
 * the first joins frames of a shot, the later ones shots of a person. Deterministic; memory grows with the faces, not
 * with their pairs.
 */
export async function clusterFaces(
  identities: readonly ArrayLike<number>[],
  { threshold, signal }: { readonly threshold: number; readonly signal: AbortSignal },
): Promise<FaceClusters> {
  if (identities.length === 0) return [];
  const faces = unitVectors(identities);
  let members = identities.map((_, face) => [face]);
  let sums = unitVectors(identities);
  for (;;) {
    const pairs = await nearestNeighbours(unitVectors(rowsOf(sums)), { k: neighbours, floor: threshold, signal });
    const weights = Float64Array.from(members, (cluster) => cluster.length);
    const joined = averageLinkage(sums, weights, pairs, threshold);
    const roots = [...new Set(joined)];
    if (roots.length === members.length) return ordered(members, faces, sums);
    members = gather(members, joined, roots);
    sums = vectorsOf(
      roots.map((root) => rowOf(sums, root)),
      faces.length,
    );
  }
}

function gather(members: readonly number[][], joined: Int32Array, roots: readonly number[]): number[][] {
  const gathered = new Map(roots.map((root) => [root, [] as number[]]));
  members.forEach((cluster, row) => {
    const target = gathered.get(joined[row]!)!;
    for (const face of cluster) target.push(face);
  });
  return [...gathered.values()];
}

function ordered(members: readonly number[][], faces: UnitVectors, sums: UnitVectors): FaceClusters {
  const likeness = new Float32Array(faces.count);
  members.forEach((cluster, i) => {
    const sum = rowOf(sums, i);
    for (const face of cluster) likeness[face] = dot(rowOf(faces, face), sum);
  });
  const firstFace = (cluster: readonly number[]) => cluster.reduce((first, face) => Math.min(first, face));
  return members
    .map((cluster) => cluster.sort((a, b) => likeness[b]! - likeness[a]! || a - b))
    .sort((a, b) => b.length - a.length || firstFace(a) - firstFace(b));
}

/** Rows scaled to length 1, copied. */
function unitVectors(rows: readonly ArrayLike<number>[]): UnitVectors {
  const vectors = vectorsOf(rows, rows[0]?.length ?? 0);
  for (let i = 0; i < vectors.count; i++) {
    const row = rowOf(vectors, i);
    const norm = Math.sqrt(dot(row, row)) || 1;
    for (let j = 0; j < row.length; j++) row[j]! /= norm;
  }
  return vectors;
}

function vectorsOf(rows: readonly ArrayLike<number>[], length: number): UnitVectors {
  const data = new Float32Array(rows.length * length);
  for (const [i, row] of rows.entries()) data.set(row, i * length);
  return { count: rows.length, length, data };
}

function rowsOf(vectors: UnitVectors): Float32Array[] {
  return Array.from({ length: vectors.count }, (_, i) => rowOf(vectors, i));
}

function rowOf({ data, length }: UnitVectors, i: number): Float32Array {
  return data.subarray(i * length, (i + 1) * length);
}

function dot(a: Float32Array, b: Float32Array): number {
  let product = 0;
  for (let i = 0; i < a.length; i++) product += a[i]! * b[i]!;
  return product;
}

import { joinByAverageLinkage } from './averageLinkage';
import { findNearestNeighbors, type UnitVectors } from './nearestNeighbors';

/** Clusters of face indices: the largest first, and in each the faces most similar to the mean first. */
export type FaceClusters = readonly (readonly number[])[];

/** Nearest neighbors that are compared for each face. In a film most of them are of the same second; later rounds look further. */
const neighborsPerFace = 24;

/**
 * Groups identity vectors by person: clusters are merged while their mean cosine is at least `threshold`.
 *
 * Runs rounds of average linkage, each over the nearest neighbors of the clusters of the previous round, until nothing
 * merges. The first round joins the frames of a shot, later rounds the shots of a person. The result is deterministic;
 * memory is proportional to the number of faces, not of pairs.
 */
export async function clusterFaces(
  identities: readonly ArrayLike<number>[],
  { threshold, signal }: { readonly threshold: number; readonly signal: AbortSignal },
): Promise<FaceClusters> {
  if (identities.length === 0) return [];
  const faces = normalizeRows(identities);
  let members = identities.map((_, face) => [face]);
  let sums = normalizeRows(identities);
  for (;;) {
    const pairs = await findNearestNeighbors(normalizeRows(listRows(sums)), {
      k: neighborsPerFace,
      floor: threshold,
      signal,
    });
    const weights = Float64Array.from(members, (cluster) => cluster.length);
    const joined = joinByAverageLinkage(sums, weights, pairs, threshold);
    const roots = [...new Set(joined)];
    if (roots.length === members.length) return orderClusters(members, faces, sums);
    members = mergeMembers(members, joined, roots);
    sums = packRows(
      roots.map((root) => getRow(sums, root)),
      faces.length,
    );
  }
}

function mergeMembers(members: readonly number[][], joined: Int32Array, roots: readonly number[]): number[][] {
  const gathered = new Map(roots.map((root) => [root, [] as number[]]));
  members.forEach((cluster, row) => {
    const target = gathered.get(joined[row]!)!;
    for (const face of cluster) target.push(face);
  });
  return [...gathered.values()];
}

function orderClusters(members: readonly number[][], faces: UnitVectors, sums: UnitVectors): FaceClusters {
  const likeness = new Float32Array(faces.count);
  members.forEach((cluster, i) => {
    const sum = getRow(sums, i);
    for (const face of cluster) likeness[face] = dot(getRow(faces, face), sum);
  });
  const findFirstFace = (cluster: readonly number[]) => cluster.reduce((first, face) => Math.min(first, face));
  return members
    .map((cluster) => cluster.sort((a, b) => likeness[b]! - likeness[a]! || a - b))
    .sort((a, b) => b.length - a.length || findFirstFace(a) - findFirstFace(b));
}

/** Returns a copy of the rows, scaled to length 1. */
function normalizeRows(rows: readonly ArrayLike<number>[]): UnitVectors {
  const vectors = packRows(rows, rows[0]?.length ?? 0);
  for (let i = 0; i < vectors.count; i++) {
    const row = getRow(vectors, i);
    const norm = Math.sqrt(dot(row, row)) || 1;
    for (let j = 0; j < row.length; j++) row[j]! /= norm;
  }
  return vectors;
}

function packRows(rows: readonly ArrayLike<number>[], length: number): UnitVectors {
  const data = new Float32Array(rows.length * length);
  for (const [i, row] of rows.entries()) data.set(row, i * length);
  return { count: rows.length, length, data };
}

function listRows(vectors: UnitVectors): Float32Array[] {
  return Array.from({ length: vectors.count }, (_, i) => getRow(vectors, i));
}

function getRow({ data, length }: UnitVectors, i: number): Float32Array {
  return data.subarray(i * length, (i + 1) * length);
}

function dot(a: Float32Array, b: Float32Array): number {
  let product = 0;
  for (let i = 0; i < a.length; i++) product += a[i]! * b[i]!;
  return product;
}

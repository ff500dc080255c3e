import { describe, expect, it } from 'vitest';
import { clusterFaces } from '../../../src/facesets/clusterFaces';
import { Random } from '../../../src/tensor/random';

const run = (vectors: readonly number[][], threshold: number) =>
  clusterFaces(vectors, { threshold, signal: new AbortController().signal });

describe('clusters of faces', () => {
  it('equal average linkage computed over all pairs', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = new Random(seed);
      const centers = Array.from({ length: 3 }, () => createVector(random, 8));
      const vectors = Array.from({ length: 20 }, (_, i) => createVector(random, 8, centers[i % 3]!, 0.7));
      const threshold = 0.2 + 0.6 * random.next();
      const clusters = await run(vectors, threshold);
      expect(partition(clusters), `seed ${seed}`).toEqual(partition(clusterOverAllPairs(vectors, threshold)));
    }
  });

  it('join the shots of a person although the nearest faces are all from the same shot', async () => {
    const random = new Random(3);
    const people = [createVector(random, 16), createVector(random, 16)];
    const shots = Array.from({ length: 10 }, (_, i) => createVector(random, 16, people[i % 2]!, 0.35));
    const vectors = Array.from({ length: 700 }, (_, i) => createVector(random, 16, shots[i % 10]!, 0.01));
    const clusters = await run(vectors, 0.6);
    expect(clusters.map((cluster) => cluster.length)).toEqual([350, 350]);
    for (const cluster of clusters) expect(new Set(cluster.map((face) => face % 2)).size).toBe(1);
  });

  it('do not depend on the length of the vectors, and accept a single face or none', async () => {
    expect(
      await run(
        [
          [1, 0],
          [100, 1],
          [0, 0.1],
        ],
        0.9,
      ),
    ).toEqual([[0, 1], [2]]);
    expect(await run([[1, 2, 3]], 0.9)).toEqual([[0]]);
    expect(await run([], 0.9)).toEqual([]);
    expect(
      (
        await run(
          [
            [0, 0],
            [1, 0],
          ],
          0.9,
        )
      ).length,
    ).toBe(2);
  });
});

function createVector(random: Random, length: number, center?: readonly number[], spread = 1): number[] {
  return Array.from({ length }, (_, i) => (center?.[i] ?? 0) + spread * random.normal());
}

function clusterOverAllPairs(vectors: readonly number[][], threshold: number): number[][] {
  const clusters = vectors.map((_, i) => [i]);
  const cosine = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0) / (Math.hypot(...a) * Math.hypot(...b));
  const mean = (a: readonly number[], b: readonly number[]) =>
    a.flatMap((i) => b.map((j) => cosine(vectors[i]!, vectors[j]!))).reduce((sum, value) => sum + value, 0) /
    (a.length * b.length);
  for (;;) {
    const pairs = clusters.flatMap((a, i) => clusters.slice(i + 1).map((b) => ({ a, b, mean: mean(a, b) })));
    const best = pairs.reduce((one, other) => (other.mean > one.mean ? other : one), { a: [0], b: [0], mean: -1 });
    if (best.mean < threshold) return clusters;
    best.a.push(...best.b);
    clusters.splice(clusters.indexOf(best.b), 1);
  }
}

function partition(clusters: readonly (readonly number[])[]): string[] {
  return clusters.map((cluster) => [...cluster].sort((a, b) => a - b).join()).sort();
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alignFace, computeCropMatrix, computeCropPadding } from '../../../src/faces/alignment';
import { readLandmarks } from '../../../src/faces/landmarks';
import {
  invert,
  multiply,
  rotation,
  scaling,
  transformPoint,
  transformPoints,
  translation,
} from '../../../src/faces/matrix3';
import { meanFace, meanHead } from '../../../src/faces/meanFace';
import { computePose, estimateView } from '../../../src/faces/pose';
import { fitSimilarity } from '../../../src/faces/similarity';
import { warpImage } from '../../../src/faces/warp';
import { readImage } from '../../../src/media/imageFile';
import { Random } from '../../../src/tensor/random';
import { hasSharedData, sharedData, skippedNote } from '../../support/faces/sharedData';

interface Photo {
  readonly file: string;
  readonly faces: readonly { readonly points: readonly (readonly number[])[] }[];
}

function listPhotosWithKnownPoints(): Photo[] {
  return JSON.parse(readFileSync(join(sharedData, 'landmarks/dlib68/ground_truth.json'), 'utf8')) as Photo[];
}

describe('alignment', () => {
  it.skipIf(!hasSharedData)(`crops heads as faceswap's own code did${skippedNote}`, async () => {
    let faces = 0;
    for (const { file, faces: known } of listPhotosWithKnownPoints()) {
      const photo = await readImage(join(sharedData, 'landmarks/dlib68', file));
      for (const [i, { points }] of known.entries()) {
        const matrix = computeCropMatrix(alignFace(readLandmarks(points)), { size: 512, centering: 'head' });
        const ours = await warpImage(photo, matrix, 512, 512);
        const theirs = await readImage(join(sharedData, 'faceswap3', file.replace('.jpg', `_${i}.png`)));
        expect(computeMeanDifference(ours, theirs.pixels), `${file} face ${i}`).toBeLessThan(0.5);
        faces++;
      }
    }
    expect(faces).toBe(18);
  });

  it('recovers a similarity transform from the points that it moved', () => {
    const random = new Random(1);
    for (let i = 0; i < 20; i++) {
      const moved = multiply(
        translation(random.uniform(-500, 500), random.uniform(-500, 500)),
        rotation(random.uniform(-Math.PI, Math.PI)),
        scaling(random.uniform(0.1, 300)),
      );
      const found = fitSimilarity(meanFace, Array.from(transformPoints(moved, meanFace)));
      for (const [cell, value] of found.entries()) expect(value).toBeCloseTo(moved[cell]!, 2);
    }
  });

  it('estimates the pose of a projected head', () => {
    const random = new Random(2);
    for (let i = 0; i < 20; i++) {
      const [pitch, yaw, roll] = [random.uniform(-30, 30), random.uniform(-60, 60), random.uniform(-20, 20)];
      const pose = computePose(estimateView(projectHead(pitch, yaw, roll)));
      expect(pose.pitch).toBeCloseTo(pitch, 2);
      expect(pose.yaw).toBeCloseTo(yaw, 2);
      expect(pose.roll).toBeCloseTo(roll, 2);
    }
  });

  it('pads crops by the ratio of their centering, rounding halves to even like Python', () => {
    expect(computeCropPadding(512, 'head')).toBe(160);
    expect(computeCropPadding(512, 'face')).toBe(128);
    expect(computeCropPadding(512, 'legacy')).toBe(96);
    expect(computeCropPadding(10, 'face')).toBe(2);
    expect(computeCropPadding(14, 'face')).toBe(4);
  });

  it('shows less of the same place at a smaller coverage', () => {
    const face = alignFace(createFrontalFace(100));
    const whole = computeCropMatrix(face, { size: 256, centering: 'face' });
    const part = computeCropMatrix(face, { size: 256, centering: 'face', coverage: 0.75 });
    const [x, y] = transformPoint(multiply(whole, invert(part)), 128, 128);
    expect([x, y]).toEqual([expect.closeTo(128, 3), expect.closeTo(128, 3)]);
    expect(part[0] / whole[0]).toBeCloseTo(1 / 0.75, 1);
  });

  it('moves the crop up by a vertical offset', () => {
    const face = alignFace(createFrontalFace(100));
    const plain = computeCropMatrix(face, { size: 256, centering: 'face' });
    const raised = computeCropMatrix(face, { size: 256, centering: 'face', verticalOffset: 0.25 });
    expect(raised[5] - plain[5]).toBeCloseTo(0.25 * 128, 3);
  });

  it('refuses points that all coincide', () => {
    expect(() => alignFace(new Float32Array(136).fill(7))).toThrow('one spot');
    expect(() => readLandmarks([[1, 2]])).toThrow('68 or 98 landmarks');
    expect(() => readLandmarks(Array.from({ length: 68 }, () => [0, Number.NaN]))).toThrow('68 or 98 landmarks');
  });
});

/** The mean face `size` pixels wide; the jaw, which only the pose sees, is made of the mean head seen from the front. */
function createFrontalFace(size: number): Float32Array {
  const points = projectHead(0, 0, 0);
  points.set(meanFace, 34);
  return points.map((value) => value * size);
}

/** Landmarks of the mean head turned by Rz(roll)·Ry(yaw)·Rx(pitch), in degrees, as a camera of focal length 4 sees it. */
function projectHead(pitch: number, yaw: number, roll: number): Float32Array {
  const [a, b, c] = [pitch, yaw, roll].map((degrees) => (degrees * Math.PI) / 180) as [number, number, number];
  const points = new Float32Array(136);
  for (const [index, x, y, z] of meanHead) {
    const [y1, z1] = [y * Math.cos(a) - z * Math.sin(a), y * Math.sin(a) + z * Math.cos(a)];
    const [x2, z2] = [x * Math.cos(b) + z1 * Math.sin(b), -x * Math.sin(b) + z1 * Math.cos(b)];
    const [x3, y3] = [x2 * Math.cos(c) - y1 * Math.sin(c), x2 * Math.sin(c) + y1 * Math.cos(c)];
    points[2 * index] = (4 * (x3 + 0.3)) / (z2 - 55) + 0.5;
    points[2 * index + 1] = (4 * (y3 + 5)) / (z2 - 55) + 0.5;
  }
  return points;
}

function computeMeanDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  let sum = 0;
  for (const [i, value] of a.entries()) sum += Math.abs(value - b[i]!);
  return sum / a.length;
}

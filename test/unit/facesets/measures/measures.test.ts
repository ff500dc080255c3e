import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { type FaceHeader, parseFaceHeader } from '../../../../src/facesets/facePng';
import { alignHeader } from '../../../../src/facesets/measures/alignHeader';
import { covered } from '../../../../src/facesets/measures/covered';
import { measureLandmarks, measures } from '../../../../src/facesets/measures/measures';
import { measureFace } from '../../../../src/facesets/review/faceMeasures';
import { Random } from '../../../../src/tensor/random';
import { createTurnedFace, type Looks } from '../../../support/facesets/turnedFaces';

const folder = mkdtempSync(join(tmpdir(), 'measures-'));

const makeHeader = async (looks: Looks): Promise<FaceHeader> =>
  parseFaceHeader(await createTurnedFace(looks, 'frame.png'), 'face.png');

async function measure(png: Uint8Array) {
  const path = join(folder, 'face.png');
  writeFileSync(path, png);
  return (await measureFace(path)).measures;
}

test.each([
  { up: 0, right: 0 },
  { up: 20, right: 0 },
  { up: -25, right: 10 },
  { up: 5, right: -45 },
  { up: -10, right: 60 },
])('a head that looks $up° up and $right° right is measured so', async ({ up, right }) => {
  const { pitch, yaw } = measureLandmarks(alignHeader(await makeHeader({ up, right }))!);
  expect(Math.abs(pitch! - up)).toBeLessThan(5);
  expect(Math.abs(yaw! - right)).toBeLessThan(5);
});

test('a mouth that opens by a tenth of the face is measured so, also by a turned head', async () => {
  for (const pose of [{}, { right: 30 }, { up: -15 }]) {
    const [closed, open] = await Promise.all(
      [0, 0.1].map(async (mouth) => measureLandmarks(alignHeader(await makeHeader({ ...pose, mouth }))!).mouthOpening!),
    );
    expect(open! - closed!).toBeGreaterThan(8);
    expect(open! - closed!).toBeLessThan(12);
  }
});

test('the light of the cheeks is measured in stops and in lightness', async () => {
  const gray = await measure(await createTurnedFace({ light: [0.5, 0.5] }, 'frame.png', 256));
  expect(gray.brightness).toBeCloseTo(53.4, -1); // L* of the middle gray of sRGB
  expect(gray.sideLight).toBeCloseTo(0, 0);
  const side = await measure(await createTurnedFace({ light: [0.35, 0.7] }, 'frame.png', 256));
  // Twice the value is 2.3 stops more light by the curve of sRGB.
  expect(side.sideLight! - gray.sideLight!).toBeCloseTo(2.25, 0);
});

test('sharpness falls with each blur', async () => {
  const random = new Random(7);
  const noise = Uint8Array.from({ length: 128 * 128 * 3 }, () => random.integer(256));
  const sharpPicture = sharp(noise, { raw: { width: 128, height: 128, channels: 3 } }).resize(512, 512);
  const found: number[] = [];
  for (const radius of [0.3, 1, 2, 4, 8])
    found.push((await measure(await sharpPicture.clone().blur(radius).png().toBuffer())).sharpness!);
  for (const [i, value] of found.slice(1).entries()) expect(value).toBeLessThan(0.9 * found[i]!);
});

test('what the edge of the frame cuts off, and what a stored mask leaves out, counts as covered', async () => {
  const header = await makeHeader({});
  const measureCovered = (changed: FaceHeader) => covered.measure(alignHeader(changed)!)!;
  expect(measureCovered(header)).toBe(0);
  const move = (pixels: number): FaceHeader => ({
    ...header,
    face: { ...header.face, landmarks: header.face.landmarks.map(([x, y]) => [x! + pixels, y!]) },
  });
  expect(measureCovered(move(500))).toBeCloseTo(50, -1); // its middle is at the right edge
  expect(measureCovered(move(2000))).toBe(100);
  const half = Uint8Array.from({ length: 128 * 128 }, (_, i) => (i % 128 < 64 ? 255 : 0));
  const mask = {
    mask: deflateSync(half),
    affineMatrix: [
      [0.128, 0, 0],
      [0, 0.128, 0],
    ],
    interpolator: 1,
    storedSize: 128,
    storedCentering: 'face',
  };
  const masked = { ...header, face: { ...header.face, mask: { 'unet-dfl': mask } } };
  expect(measureCovered(masked)).toBeCloseTo(50, -1);
  const damaged = { ...header, face: { ...header.face, mask: { 'unet-dfl': { ...mask, mask: half.subarray(9) } } } };
  expect(measureCovered(damaged)).toBe(0);
});

test('every record has what the documentation and the reports need', () => {
  for (const { name, label, direction, formula, range } of measures) {
    expect(
      [label, direction, formula].every((text) => text.length > 2),
      name,
    ).toBe(true);
    expect(range[0], name).toBeLessThan(range[1]);
  }
});

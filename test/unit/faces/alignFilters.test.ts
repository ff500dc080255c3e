import { expect, it } from 'vitest';
import { type AlignFilters, passesFilters } from '../../../src/faces/alignFilters';
import { alignFace, computeMeanLandmarks } from '../../../src/faces/alignment';
import type { Landmarks } from '../../../src/faces/landmarks';

const off: AlignFilters = { minScale: 0, maxScale: 0, distance: 0, roll: 0, features: false };
const usual: AlignFilters = { minScale: 0.03, maxScale: 4, distance: 40, roll: 0, features: true };

/** The mean face, 200 pixels wide in a frame of 1000. */
function createFace(
  change: (x: number, y: number, point: number) => readonly [number, number] = (x, y) => [x, y],
): Landmarks {
  const points = computeMeanLandmarks().map((value) => value * 200 + 100);
  for (let i = 0; i < 68; i++) points.set(change(points[2 * i]!, points[2 * i + 1]!, i), 2 * i);
  return points;
}

function passes(filters: Partial<AlignFilters>, landmarks = createFace(), width = 200): boolean {
  const box = { x: 100, y: 100, width, height: width };
  return passesFilters({ ...off, ...filters }, landmarks, alignFace(landmarks), box, 1000);
}

it('a mean face passes the usual filters, and each filter holds to its limit', () => {
  expect(passes(usual)).toBe(true);
  expect([passes({ minScale: 0.19 }), passes({ minScale: 0.21 })]).toEqual([true, false]);
  expect([passes({ maxScale: 0.21 }), passes({ maxScale: 0.19 })]).toEqual([true, false]);
  const rough = createFace((x, y, i) => [x + (i % 2 ? 15 : -15), y]);
  expect([passes({ distance: 1 }), passes({ distance: 1 }, rough), passes({}, rough)]).toEqual([true, false, true]);
});

it('a face whose mouth lies at its eyes is left out', () => {
  const torn = createFace((x, y, point) => [x, point >= 48 ? y - 120 : y]);
  expect([passes({ features: true }, torn), passes({}, torn)]).toEqual([false, true]);
});

import { expect, test } from 'vitest';
import { FacePair, type FaceView, viewSize } from '../../../src/evaluation/facePair';
import { computeConcordance, measureFacePair, summarizeValues } from '../../../src/evaluation/swapFigures';
import { alignFace, computeCropMatrix, computeMeanLandmarks } from '../../../src/faces/alignment';
import { type Landmarks, landmarkParts } from '../../../src/faces/landmarks';
import { transformPoints } from '../../../src/faces/matrix3';

const mean = computeMeanLandmarks();
const matrix = computeCropMatrix(alignFace(mean), { size: viewSize, centering: 'head' });
const hull = transformPoints(matrix, mean);
const place = { matrix, hull };
const unit = (axis: number) => Float32Array.from({ length: 4 }, (_, i) => (i === axis ? 1 : 0));
const context = { identities: { a: unit(0), b: unit(1) }, before: [] };

/** Skin with grain, the same for each seed. */
function createSkin(seed = 1, contrast = 20): Uint8Array {
  let state = seed;
  const grain = () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return contrast * (state / 2 ** 31 - 0.5);
  };
  const pixels = new Uint8Array(3 * viewSize * viewSize);
  for (let i = 0; i < pixels.length; i += 3) {
    const change = grain();
    for (const [channel, value] of [200, 150, 125].entries()) pixels[i + channel] = value + change;
  }
  return pixels;
}

/** Changes the pixels of the face, within the box of its landmarks. */
function paintFace(pixels: Uint8Array, paint: (value: number, channel: number) => number): Uint8Array {
  const xs = hull.filter((_, i) => i % 2 === 0);
  const ys = hull.filter((_, i) => i % 2 === 1);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const height = bottom - top;
  return pixels.map((value, i) => {
    const [x, y] = [Math.floor(i / 3) % viewSize, Math.floor(i / 3 / viewSize)];
    const isInside = x >= left && x <= right && y >= top - 0.4 * height && y <= bottom;
    return isInside ? paint(value, i % 3) : value;
  });
}

function createView(pixels: Uint8Array, landmarks: Landmarks = hull): FaceView {
  const face = alignFace(landmarks);
  return { pixels, landmarks, shape: transformPoints(face.matrix, landmarks), pose: face.pose };
}

const skin = createSkin();
const source = createView(skin);

function measure(result: FaceView, before: readonly FacePair[] = [], identity = unit(1)) {
  return measureFacePair(new FacePair(source, result, place, identity), { ...context, before });
}

test('a result that is its source has lost nothing', () => {
  const pair = new FacePair(source, source, place, unit(0));
  const values = measureFacePair(pair, { ...context, before: [pair, pair] });
  const zero = ['landmarks', 'yaw', 'pitch', 'roll', 'edgeColor', 'edgeGradient', 'skin', 'flicker'] as const;
  for (const name of zero) expect(values[name], name).toBeCloseTo(0, 6);
  expect(values.detail).toBeCloseTo(1, 1);
  expect(values).toMatchObject({ likenessToA: 1, likenessToB: 0, margin: -1, nearerToB: 0 });
});

test('half the grain is half the detail', () => {
  const half = paintFace(skin, (value, channel) => [200, 150, 125][channel]! + (value - [200, 150, 125][channel]!) / 2);
  expect(measure(createView(half)).detail).toBeCloseTo(0.5, 1);
});

test('a cast is a step at the edge, and a distance from the skin around, of as many ΔE', () => {
  const cast = (strength: number) =>
    createView(paintFace(skin, (value, channel) => value + [4, -1, -4][channel]! * strength));
  const [none, weak, strong] = [0, 1, 2].map((strength) => measure(cast(strength)));
  expect(weak!.skin).toBeGreaterThan(2);
  expect(Number(strong!.skin) / Number(weak!.skin)).toBeCloseTo(2, 0);
  expect(weak!.edgeColor).toBeGreaterThan(none!.edgeColor as number);
  expect(strong!.edgeColor).toBeGreaterThan(1.5 * (weak!.edgeColor as number));
});

test('what changes beside the face is told, and what changes within it is not', () => {
  const within = createView(paintFace(skin, (value) => value - 30));
  const everywhere = createView(skin.map((value) => value - 30));
  expect(measure(within).placement).toBeLessThan(45); // the box reaches beyond the hull
  expect(measure(everywhere).placement).toBeGreaterThan(75);
  expect(measure(source).placement).toBeUndefined();
});

test('a face that gets lighter and darker by turns flickers, and its film does not', () => {
  const pairs = [10, -10, 10].map(
    (change) => new FacePair(source, createView(paintFace(skin, (value) => value + change)), place, unit(1)),
  );
  const { flicker } = measureFacePair(pairs[2]!, { ...context, before: pairs.slice(0, 2) });
  // 20 levels of so light a skin are about 7.5 of CIELAB's lightness.
  expect(flicker).toBeGreaterThan(6);
  expect(flicker).toBeLessThan(9);
  expect(measureFacePair(pairs[0]!, context).flicker).toBeUndefined();
});

test('a mouth that opens with that of A follows it, and one that stays as it is does not', () => {
  const open = (amount: number) =>
    createView(
      skin,
      hull.map((value, i) => value + (i % 2 === 1 && i >= 2 * 65 ? 3 * amount : 0)),
    );
  const talk = (follow: number) =>
    summarizeValues(
      Array.from({ length: 8 }, (_, i) => {
        const amount = Math.abs(Math.sin(i));
        const pair = new FacePair(open(amount), open(follow * amount), place, unit(1));
        return measureFacePair(pair, context);
      }),
    );
  expect(landmarkParts.mouthInside).toEqual([60, 68]);
  expect(talk(1).mouth).toBeCloseTo(1, 9);
  expect(talk(0.5).mouth).toBeCloseTo(0.8, 1); // 2 · 0.5 / (1 + 0.5²)
  expect(talk(0).mouth).toBeCloseTo(0, 9);
  expect(talk(1).landmarks).toBe(0);
});

test('courses that move alike and as far concord', () => {
  const a = [43, 21, 25, 42, 57, 59, 31, 64];
  const b = [99, 65, 79, 75, 87, 81, 70, 90];
  // Python: 2 * statistics.covariance(a, b) / (statistics.variance(a) + statistics.variance(b))
  expect(computeConcordance(a, b)).toBeCloseTo(0.590825, 5);
  expect(
    computeConcordance(
      a,
      a.map((value) => -value),
    ),
  ).toBeCloseTo(-1, 9);
  expect(computeConcordance(a.slice(0, 5), b.slice(0, 5))).toBeUndefined();
  expect(
    computeConcordance(
      b.map(() => 1),
      a,
    ),
  ).toBeUndefined();
});

import { describe, expect, it } from 'vitest';
import { landmarkParts, listLandmarkPairs, readLandmarks } from '../../../src/faces/landmarks';

describe('landmarks of 98 points', () => {
  /** The regions of WFLW, by its paper: [first, one past the last]. */
  const wflw = {
    jaw: [0, 33],
    rightBrow: [33, 42],
    leftBrow: [42, 51],
    nose: [51, 60],
    rightEye: [60, 68],
    leftEye: [68, 76],
    mouthOutline: [76, 88],
    mouthInside: [88, 96],
  } as const;
  const pairs = Array.from({ length: 98 }, (_, i) => [i, 1000 + i]);
  const chosen = listLandmarkPairs(readLandmarks(pairs)).map(([x]) => x);

  it('give each of the 68 a point of the same part, in order', () => {
    expect(chosen).toHaveLength(68);
    for (const [part, [start, end]] of Object.entries(landmarkParts)) {
      const [first, last] = wflw[part as keyof typeof wflw];
      const own = chosen.slice(start, end);
      expect(
        own.every((place) => place >= first && place < last),
        part,
      ).toBe(true);
      expect(own, part).toEqual([...own].sort((a, b) => a - b));
    }
    expect(new Set(chosen).size).toBe(68);
  });

  it('keep the ends of the jaw and the corners of eyes and mouth', () => {
    expect([0, 8, 16].map((i) => chosen[i])).toEqual([0, 16, 32]);
    expect([36, 39, 42, 45].map((i) => chosen[i])).toEqual([60, 64, 68, 72]);
    expect([48, 54, 60, 64].map((i) => chosen[i])).toEqual([76, 82, 88, 92]);
  });

  it('are refused when their number is different, or when a value is not a number', () => {
    for (const wrong of [pairs.slice(0, 4), pairs.slice(0, 97), pairs.map(([x]) => [x!, Number.NaN])])
      expect(() => readLandmarks(wrong)).toThrow(/68 or 98/);
  });
});

import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/tensor/random';
import { describeTrends, isAllFlat } from '../../../../src/training/store/curves/describeTrends';
import type { EvaluationEntry } from '../../../../src/training/store/curves/evaluationLog';
import { findTrends, trendNames } from '../../../../src/training/store/curves/trends';

type Course = (share: number) => number;

const rising: Course = (share) => share;
const plateau: Course = (share) => Math.min(0.5, share);
const fallingAgain: Course = (share) => (share < 0.5 ? share : 1 - share);

/** Returns evaluations every 250 iterations whose figures follow the courses, with noise. */
function evaluate(
  courses: Readonly<Record<string, Course>>,
  count: number,
  noise: number,
  seed = 1,
): EvaluationEntry[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, i) => ({
    iteration: 250 * (i + 1),
    seconds: i,
    kind: i % 40 === 39 ? ('full' as const) : ('save' as const),
    faces: 24,
    figures: Object.fromEntries(
      Object.entries(courses).map(([name, course]) => [name, course((i + 1) / count) + noise * random.normal()]),
    ),
  }));
}

const findMargin = (entries: readonly EvaluationEntry[]) => findTrends(entries)[0]!;

describe('the trends of figures', () => {
  it.each([20, 60, 400])('tell rising, plateau and falling apart in %i evaluations with noise', (count) => {
    for (let seed = 1; seed <= 20; seed++) {
      const tell = (margin: Course) => findMargin(evaluate({ margin }, count, 0.02, seed)).direction;
      expect([seed, tell(rising), tell(plateau), tell(fallingAgain)]).toEqual([seed, 'improving', 'flat', 'falling']);
    }
  });

  it('tell since when nothing was gained', () => {
    const { since } = findMargin(evaluate({ margin: plateau }, 400, 0.01));
    expect(Math.abs(since - 50_000)).toBeLessThan(5_000);
  });

  it('take a rise after a fall for a rise, such as that of detail after the noise of new weights', () => {
    expect(findMargin(evaluate({ margin: (share) => Math.abs(share - 0.3) }, 60, 0.01)).direction).toBe('improving');
  });

  it('say nothing of few evaluations, and of figures that are missing', () => {
    expect(findTrends(evaluate({ margin: plateau }, 11, 0)).map(({ direction }) => direction)).toEqual(
      trendNames.map(() => 'unknown'),
    );
    expect(findTrends([])).toHaveLength(trendNames.length);
    expect(describeTrends(findTrends([]), 0)).toBeUndefined();
    expect(isAllFlat(findTrends([]))).toBe(false);
  });
});

describe('the sentence on the trends', () => {
  it('says what has stopped, since when, and what still improves', () => {
    const entries = evaluate({ margin: plateau, mouth: plateau, eyes: rising, detail: fallingAgain }, 400, 0);
    const trends = findTrends(entries);
    expect(describeTrends(trends, 100_000)).toBe(
      'No better for 49,000 iterations: identity, mouth. Worse than 53,000 iterations ago: fine detail. Still improving: eyes.',
    );
    expect(isAllFlat(trends)).toBe(false);
  });

  it('says that training on brings little when all are flat', () => {
    const trends = findTrends(evaluate({ margin: plateau, eyes: fallingAgain }, 400, 0.005));
    expect(describeTrends(trends, 100_000)).toMatch(
      /^No better for .* identity\. Worse .* eyes\. Training on brings little\.$/,
    );
    expect(isAllFlat(trends)).toBe(true);
  });
});

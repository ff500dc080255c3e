import { describe, expect, it } from 'vitest';
import { compareSettings } from '../../../../src/stages/experiment/compareSettings';

/** The plant growth of R's `PlantGrowth`: dried weights under a control and two treatments (Dobson 1983, table 7.1). */
const control = [4.17, 5.58, 5.18, 6.11, 4.5, 4.61, 5.17, 4.53, 5.33, 5.14];
const first = [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69];
const second = [6.31, 5.12, 5.54, 5.5, 5.37, 5.29, 4.92, 6.15, 5.8, 5.26];

describe('the comparison of settings', () => {
  it("tells apart what R's TukeyHSD tells apart on the growth of plants", () => {
    // TukeyHSD(aov(weight ~ group, PlantGrowth)): p = 0.39 and 0.20 against the control, 0.012 between the treatments.
    const { pairs, estimates } = compareSettings([control, first, second], 'higher');
    expect(pairs.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown', 'second']);
    expect(pairs.map(({ difference }) => Number(difference.toFixed(3)))).toEqual([-0.371, 0.494, 0.865]);
    // emmeans(): 5.032, 4.661 and 5.526, each with a standard error of 0.197 and 27 degrees of freedom.
    expect(estimates[0]!.mean).toBeCloseTo(5.032, 3);
    expect(estimates[0]!.margin).toBeCloseTo(0.197 * 2.0518, 2);
  });

  it('calls the lower value better where that is so', () => {
    const { pairs } = compareSettings([first, second], 'lower');
    expect(pairs[0]!.verdict).toBe('first');
  });

  it('tells nothing from one seed, and says so by leaving the interval out', () => {
    const { pairs, estimates } = compareSettings([[1], [2]], 'higher');
    expect(pairs).toEqual([{ first: 0, second: 1, difference: 1, verdict: 'unknown' }]);
    expect(estimates.map((estimate) => estimate!.margin)).toEqual([undefined, undefined]);
  });

  it('leaves a setting out that has no run with a value', () => {
    const { pairs, estimates } = compareSettings([control, [], second], 'higher');
    expect(estimates[1]).toBeUndefined();
    expect(pairs.map(({ first: a, second: b }) => [a, b])).toEqual([[0, 2]]);
  });
});

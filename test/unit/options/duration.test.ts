import { describe, expect, it } from 'vitest';
import { checkOptions } from '../../../src/options/commandOptions';
import { parseDuration } from '../../../src/options/duration';
import { checkStageOptions } from '../../../src/stages/stages';

describe('a duration', () => {
  it.each([
    ['10m', 600],
    ['2h', 7200],
    ['1h30m', 5400],
    ['1.5h', 5400],
    ['1d 2h', 93_600],
    ['10min', 600],
    ['2H', 7200],
    ['90s', 90],
    ['90', 90],
    [90, 90],
  ])('%j is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(['', '0', '-5m', '10x', 'h', '1m2h', '1h30', '1..5h', '.h', 'ten minutes', '1e3', '9999d', 0, -1, NaN, true])(
    '%j is refused in a sentence',
    (value) => {
      expect(parseDuration(value)).toBeUndefined();
      const check = () => checkOptions({ for: { type: 'duration', help: '' } }, { for: value });
      expect(check).toThrow(/^The option --for must be a time such as 10m, 2h, 1h30m, or a number of seconds/);
    },
  );

  it('of a task may be a number of seconds', () => {
    const folders = { inputA: '/a', inputB: '/b', modelDir: '/m' };
    expect(checkStageOptions('train', { ...folders, for: 600 }).for).toBe(600);
  });
});

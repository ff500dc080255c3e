import { expect, it } from 'vitest';
import { chooseProcessCount } from '../../../../src/training/data/faceLoader';

it.each([
  [4, 16, 4],
  [4, 2, 2],
  [32, 12, 12],
  [1, 64, 1],
  [0, 2, 1],
  [0, 8, 2],
  [0, 64, 4],
])('num_processes = %d on %d cores is %d', (asked, cores, expected) => {
  expect(chooseProcessCount(asked, cores)).toBe(expected);
});

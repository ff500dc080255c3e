import { expect, test } from 'vitest';
import { sampleFrames } from '../../../src/stages/evaluate/frameSample';

const positions = Array.from({ length: 1000 }, (_, i) => i);

test('a sample is spread over the whole film, and some of its frames come with the two before them', () => {
  const { measured, read } = sampleFrames(positions, 250);
  expect(measured).toHaveLength(250);
  const gaps = measured.slice(1).map((at, i) => at - measured[i]!);
  expect(new Set(gaps)).toEqual(new Set([4]));
  const readAt = new Set(read);
  expect(measured.every((at) => readAt.has(at))).toBe(true);
  const withBefore = measured.filter((at) => readAt.has(at - 1) && readAt.has(at - 2));
  expect(withBefore).toHaveLength(100);
  expect(read).toEqual([...read!].sort((a, b) => a - b));
});

test('a short film is measured whole, and so is any when it is wanted', () => {
  expect(sampleFrames(positions.slice(0, 250), 250)).toEqual({ measured: positions.slice(0, 250) });
  expect(sampleFrames(positions, 0)).toEqual({ measured: positions });
});

test('frames whose neighbors have no face are measured without them', () => {
  const lonely = positions.filter((at) => at % 2 === 0);
  const { measured, read } = sampleFrames(lonely, 10);
  expect(read).toEqual(measured);
});

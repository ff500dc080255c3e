import { expect, it } from 'vitest';
import { defaultAmounts } from '../../../../src/training/data/augment/augmentation';
import { BatchPlan, mixSeed } from '../../../../src/training/data/batchPlan';

const createPlan = (faces: number, seed: number) => new BatchPlan(faces, 4, 64, defaultAmounts, seed);

it('shows every face once per epoch, each epoch in a new order, across the borders of batches', () => {
  const side = createPlan(10, 1);
  const shown = Array.from({ length: 10 }, (_, i) => side.planFaces(i).map((face) => face.index)).flat();
  const epochs = [0, 10, 20, 30].map((start) => shown.slice(start, start + 10));
  for (const epoch of epochs) expect(new Set(epoch).size).toBe(10);
  expect(epochs[0]).not.toEqual(epochs[1]);
});

it('plans any batch from its iteration alone', () => {
  const first = createPlan(7, 3);
  for (let i = 0; i < 40; i++) first.planFaces(i);
  expect(createPlan(7, 3).planFaces(40)).toEqual(first.planFaces(40));
});

it('shuffles the two sides, and different seeds, differently', () => {
  const listOrder = (seed: number) =>
    Array.from({ length: 25 }, (_, i) =>
      createPlan(100, seed)
        .planFaces(i)
        .map((f) => f.index),
    ).flat();
  const [a, b] = [listOrder(mixSeed(9, 0)), listOrder(mixSeed(9, 1))];
  expect(a.filter((index, i) => index === b[i]).length).toBeLessThan(10);
  expect(listOrder(mixSeed(10, 0))).not.toEqual(a);
});

it('fills a batch from a side with fewer faces than it holds', () => {
  const indexes = createPlan(3, 2)
    .planFaces(0)
    .map((face) => face.index);
  expect(indexes).toHaveLength(4);
  expect(new Set(indexes).size).toBe(3);
});

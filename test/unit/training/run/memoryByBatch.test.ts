import { expect, it } from 'vitest';
import { createModel } from '../../../../scripts/createModel';
import { estimateMemory } from '../../../../src/runtime/estimateMemory';
import { estimateMemoryByBatch } from '../../../../src/training/run/trainingMemory';
import { resolveTrainOptions } from '../../../../src/training/settings/trainOptions';
import { buildModelStep } from '../../../../src/training/step/modelStep';

it('memory by batch is estimated, and extrapolated for large steps with little error', () => {
  const options = resolveTrainOptions();
  const model = createModel('dfaker', options);
  const built: number[] = [];
  const buildStepFor = (batchSize: number) => {
    built.push(batchSize);
    return buildModelStep(model, options, { batchSize });
  };
  const limit = buildModelStep(model, options, { batchSize: 8 }).bytes.length * 1.5;
  const memory = estimateMemoryByBatch(buildStepFor, [1, 2, 4, 8, 16], limit);
  expect(built).toEqual([1, 2, 4, 8]);
  const estimates = [1, 2, 4, 8, 16].map((batchSize) => ({
    batch: batchSize,
    mib: Math.round(estimateMemory(buildModelStep(model, options, { batchSize })).totalBytes / 2 ** 20),
  }));
  expect(memory.slice(0, 4)).toEqual(estimates.slice(0, 4));
  expect(memory[4]!.batch).toBe(16);
  // As batches grow, the peak moves from weight gradients to activations, so the line is not exactly straight.
  expect(Math.abs(memory[4]!.mib / estimates[4]!.mib - 1)).toBeLessThan(0.15);
});

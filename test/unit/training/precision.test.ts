import { expect, it } from 'vitest';
import { resolveTrainOptions, type SomeTrainOptions } from '../../../src/options/trainOptions';
import type { Target } from '../../../src/tensor/lowering/target';
import { precisionOn } from '../../../src/training/precision';

it('float16 is taken where it was asked for and the device gains by it; elsewhere a sentence tells', () => {
  const chosen = (target: Target, options: SomeTrainOptions) => {
    const told: string[] = [];
    return [precisionOn(target, resolveTrainOptions(options), (message) => told.push(message)), ...told];
  };
  const mixed = { global: { mixed_precision: true } };
  expect(chosen('cuda', {})).toEqual(['float32']);
  expect(chosen('cuda', mixed)).toEqual(['mixed']);
  expect(chosen('webgpu', { runtime: { precision: 'fp16' } })).toEqual(['mixed']);
  expect(chosen('cuda', { ...mixed, runtime: { precision: 'fp32' } })).toEqual(['float32']);
  expect(chosen('cpu', mixed)).toEqual(['float32', 'Mixed precision gains nothing on cpu: it computes in fp32.']);
});

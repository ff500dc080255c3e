import { expect, it } from 'vitest';
import { supportsFloat16 } from '../../../../src/runtime/devices/probe';
import type { Target } from '../../../../src/tensor/lowering/target';
import { choosePrecision } from '../../../../src/training/run/modelSession';
import type { SomeTrainOptions } from '../../../../src/training/settings/trainOptions';
import { resolveTrainOptions } from '../../../../src/training/settings/trainOptions';

it('float16 is used where it was requested and makes the device faster; otherwise a warning says so', async () => {
  const openAndDescribe = async (target: Target, options: SomeTrainOptions, hasFloat16 = true) => {
    const told: string[] = [];
    const warn = (message: string) => told.push(message);
    return [await choosePrecision(target, resolveTrainOptions(options), warn, async () => hasFloat16), ...told];
  };
  const mixed = { global: { mixed_precision: true } };
  expect(await openAndDescribe('cuda', {})).toEqual(['float32']);
  expect(await openAndDescribe('cuda', mixed)).toEqual(['mixed']);
  expect(await openAndDescribe('webgpu', { runtime: { precision: 'fp16' } })).toEqual(['mixed']);
  expect(await openAndDescribe('cuda', { ...mixed, runtime: { precision: 'fp32' } })).toEqual(['float32']);
  expect(await openAndDescribe('cpu', mixed)).toEqual([
    'float32',
    'Mixed precision has no benefit on cpu: computing in fp32.',
  ]);
  expect(await openAndDescribe('webgpu', mixed, false)).toEqual([
    'float32',
    'Mixed precision has no benefit on webgpu: computing in fp32.',
  ]);
});

it('the probe for float16 runs on the given device', async () => {
  expect(await supportsFloat16('cpu')).toBe(true);
});

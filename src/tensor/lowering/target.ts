import type { Lowering } from '../operator';
import { cpuLowerings } from './cpuConvolution';

/** The device that a graph is lowered for. */
export type Target = 'cpu' | 'webgpu' | 'cuda' | 'directml' | 'coreml';

/** Operators that a device computes in a way of its own; the rest is lowered as the operator says. */
export const lowerings: Readonly<Record<Target, Readonly<Record<string, Lowering>>>> = {
  cpu: cpuLowerings,
  webgpu: {},
  cuda: {},
  directml: {},
  coreml: {},
};

import type { Lowering } from '../operator';
import { cpuLowerings } from './cpuConvolution';

/** A device that a graph can be lowered for. */
export type Target = 'cpu' | 'webgpu' | 'cuda' | 'directml' | 'coreml';

/** The lowerings that are specific to a device. All other operators use their own `lower`. */
export const lowerings: Readonly<Record<Target, Readonly<Record<string, Lowering>>>> = {
  cpu: cpuLowerings,
  webgpu: {},
  cuda: {},
  directml: {},
  coreml: {},
};

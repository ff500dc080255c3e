import { elementwiseKernels } from './elementwise';
import type { Kernel } from './kernel';
import { random } from './random';
import { shapeKernels } from './shape';
import { sumKernels } from './sums';

/** Every operator of tensor/ops/registry in TensorFlow.js, by its name. */
export const kernels: Readonly<Record<string, Kernel>> = {
  ...elementwiseKernels,
  ...shapeKernels,
  ...sumKernels,
  random,
};

export function getKernel(op: string): Kernel {
  const kernel = kernels[op];
  if (!kernel) throw new Error(`TensorFlow.js has no kernel for the operator ${op}`);
  return kernel;
}

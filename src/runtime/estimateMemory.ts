import { computePeakBytes } from '../tensor/onnx/bufferPlan';
import { inferShapes } from '../tensor/onnx/inferShapes';
import { hasOwnBuffer } from '../tensor/onnx/ownBuffers';
import { countElements } from '../tensor/shapes';
import type { TrainingStep } from '../tensor/trainingStep';

/** What a training needs of the memory of its device. */
export interface MemoryEstimate {
  /** Weights, optimizer slots and accumulators, as often as the device holds them. */
  readonly stateBytes: number;
  /** Everything between the batch and the gradients, where it is most. */
  readonly stepBytes: number;
  readonly totalBytes: number;
}

/** Node and ONNX Runtime themselves, with the loader's share of the process. */
const programBytes = 205 * 2 ** 20;

/**
 * The plan of the memory leaves gaps, and glibc some more between the small blocks. Measured (`npm run bench -- memory`).
 */
const overheadFactor = 1.3;

/**
 * Estimates, from the graph alone, what a process that trains by `step` takes at most: within 15 % on the CPU with
 * glibc. A GPU that keeps the state to itself holds it twice, the old and the next.
 */
export function estimateMemory(step: TrainingStep): MemoryEstimate {
  const copies = step.target === 'cpu' ? 1 : 2;
  const stateBytes = copies * step.state.reduce((bytes, { shape }) => bytes + 4 * countElements(shape), 0);
  const types = inferShapes(step.onnx);
  const stepBytes = computePeakBytes(step.onnx, types, (node) => step.target === 'cpu' && hasOwnBuffer(node, types));
  return { stateBytes, stepBytes, totalBytes: programBytes + stateBytes + overheadFactor * stepBytes };
}

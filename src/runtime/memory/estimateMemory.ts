import { peakBytes } from '../../tensor/onnx/bufferPlan';
import { inferShapes } from '../../tensor/onnx/inferShapes';
import { sizeOf } from '../../tensor/shapes';
import type { TrainingStep } from '../../tensor/trainingStep';

/** What a training needs of the memory of its device. */
export interface MemoryEstimate {
  /** Weights, optimizer slots and accumulators, as often as the device holds them. */
  readonly stateBytes: number;
  /** Everything between the batch and the gradients, where it is most. */
  readonly stepBytes: number;
  readonly totalBytes: number;
}

/** Node and ONNX Runtime themselves, with the loader's share of the process. */
const programBytes = 150 * 2 ** 20;

/**
 * Memory that lies idle between buffers: blocks of many sizes come and go, and glibc does not put an aligned one where
 * one of the same size was before. Measured (`npm run bench -- memory`).
 */
const looseness = 1.6;

/**
 * Estimates, from the graph alone, what a process that trains by `step` takes at most: within 15 % on the CPU with
 * glibc. A GPU that keeps the state to itself holds it twice, the old and the next.
 */
export function estimateMemory(step: TrainingStep): MemoryEstimate {
  const copies = step.target === 'cpu' ? 1 : 2;
  const stateBytes = copies * step.state.reduce((bytes, { shape }) => bytes + 4 * sizeOf(shape), 0);
  const stepBytes = peakBytes(step.onnx, inferShapes(step.onnx));
  return { stateBytes, stepBytes, totalBytes: programBytes + stateBytes + looseness * stepBytes };
}

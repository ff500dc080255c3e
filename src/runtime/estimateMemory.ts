import { computePeakBytes } from '../tensor/onnx/bufferPlan';
import { inferShapes } from '../tensor/onnx/inferShapes';
import { hasOwnBuffer } from '../tensor/onnx/ownBuffers';
import { countElements } from '../tensor/shapes';
import type { TrainingStep } from '../tensor/trainingStep';

/** The memory that a training takes on its device. */
export interface MemoryEstimate {
  /** Weights, optimizer slots and accumulators, counted as often as the device stores them. */
  readonly stateBytes: number;
  /** All values between the batch and the gradients, at the moment when they are largest. */
  readonly stepBytes: number;
  readonly totalBytes: number;
}

/** Memory of Node, ONNX Runtime and the loader. */
const programBytes = 205 * 2 ** 20;

/**
 * Factor for gaps in ONNX Runtime's memory plan and in glibc's heap. Measured (`npm run bench -- memory`).
 */
const overheadFactor = 1.3;

/**
 * Estimates, from the graph only, the maximum memory of a process that trains with `step`. On the CPU with glibc, the
 * estimate is within 15 %. A GPU stores the state twice, the old and the next one.
 */
export function estimateMemory(step: TrainingStep): MemoryEstimate {
  const copies = step.target === 'cpu' ? 1 : 2;
  const stateBytes = copies * step.state.reduce((bytes, { shape }) => bytes + 4 * countElements(shape), 0);
  const types = inferShapes(step.onnx);
  const stepBytes = computePeakBytes(step.onnx, types, (node) => step.target === 'cpu' && hasOwnBuffer(node, types));
  return { stateBytes, stepBytes, totalBytes: programBytes + stateBytes + overheadFactor * stepBytes };
}

import { estimateMemory } from '../../../runtime/estimateMemory';
import type { TrainingStep } from '../../../tensor/trainingStep';

export interface BatchMemory {
  /** Faces a side. */
  readonly batch: number;
  readonly mib: number;
}

/** Where tables of pixels' places make a step larger than this, the next one is not built to be measured. */
const mostBytes = 64 * 2 ** 20;

/**
 * What training needs of memory at several batches, ascending, at least two. The steps of large models are estimated for
 * the first of them and the rest by the line through the last two, which may be up to 15 % too little.
 */
export function estimateMemoryByBatch(
  stepOf: (batchSize: number) => TrainingStep,
  batches: readonly number[] = [1, 2, 4, 8, 16, 32],
  mostStepBytes: number = mostBytes,
): readonly BatchMemory[] {
  const known: BatchMemory[] = [];
  let bytesPerFace = 0;
  for (const batch of batches) {
    if (known.length >= 2 && bytesPerFace * batch > mostStepBytes) {
      known.push({ batch, mib: Math.round(extrapolate(known.slice(-2), batch)) });
      continue;
    }
    const step = stepOf(batch);
    bytesPerFace = step.bytes.length / batch;
    known.push({ batch, mib: Math.round(estimateMemory(step).totalBytes / 2 ** 20) });
  }
  return known;
}

function extrapolate(points: readonly BatchMemory[], batch: number): number {
  const [first, second] = points as [BatchMemory, BatchMemory];
  return second.mib + ((batch - second.batch) * (second.mib - first.mib)) / (second.batch - first.batch);
}

import type { DeviceReport } from '../../runtime/devices/deviceReport';
import { estimateMemory } from '../../runtime/estimateMemory';
import { UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import type { TrainingStep } from '../../tensor/trainingStep';

/** Measured on the CPU, an estimate may be this many times too high. */
const estimateTolerance = 1.15;

/**
 * Reports how much of the device's memory the training will need, and how much the device has, if the system reports it.
 * @throws UserError when the memory is far too small and the estimate is reliable, which it is on the CPU
 */
export async function checkMemory(
  step: TrainingStep,
  { device, memoryBytes, freeBytes }: DeviceReport,
  batchSize: number,
  job: JobContext,
): Promise<void> {
  const { totalBytes } = estimateMemory(step);
  const needed = formatGiB(totalBytes);
  if (memoryBytes === undefined) {
    const message = t(
      'With batch size {0}, this model needs about {1} GiB; the memory of the device is unknown.',
      batchSize,
      needed,
    );
    job.emit({ type: 'log', level: 'info', message });
    return;
  }
  const whole = formatGiB(memoryBytes);
  if (device === 'cpu' && totalBytes > estimateTolerance * memoryBytes)
    throw new UserError(
      t(
        'With batch size {0}, this model needs about {1} GiB, but the device has only {2} GiB. Choose a smaller batch size: --largest-batch finds the largest that fits.',
        batchSize,
        needed,
        whole,
      ),
    );
  const message = t(
    'With batch size {0}, this model needs about {1} GiB; the device has {2} GiB, of which {3} GiB are free.',
    batchSize,
    needed,
    whole,
    formatGiB(freeBytes ?? memoryBytes),
  );
  job.emit({ type: 'log', level: totalBytes > (freeBytes ?? memoryBytes) ? 'warning' : 'info', message });
}

/**
 * Finds the largest batch, up to `limit`, whose step leaves a tenth of the device's free memory unused; 1 if not even that
 * fits.
 * @throws UserError when the device does not report its memory
 */
export async function findLargestBatch(
  buildStep: (batchSize: number) => Promise<TrainingStep>,
  { device, memoryBytes, freeBytes = memoryBytes }: DeviceReport,
  limit: number,
): Promise<number> {
  if (freeBytes === undefined)
    throw new UserError(t('The memory of the device {0} is unknown. Set a batch size instead.', device));
  const isFitting = async (batchSize: number) =>
    estimateMemory(await buildStep(batchSize)).totalBytes < 0.9 * freeBytes;
  return findLargest(isFitting, limit);
}

/** Finds the largest whole number up to `limit` for which `isFitting` resolves to true, 1 if none: by doubling, then by bisection. */
export async function findLargest(isFitting: (count: number) => Promise<boolean>, limit: number): Promise<number> {
  let good = 1;
  let bad = limit + 1;
  while (good * 2 < bad) {
    if (await isFitting(good * 2)) good *= 2;
    else bad = good * 2;
  }
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (await isFitting(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

function formatGiB(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}

export interface BatchMemory {
  /** Number of faces of each side. */
  readonly batch: number;
  readonly mib: number;
}

/** Largest step, as bytes of ONNX, that is built only to estimate its memory. */
const maxStepBytes = 64 * 2 ** 20;

/**
 * Estimates the memory for training with several batch sizes, at least two, in ascending order. For large models only the
 * first steps are built; the others are extrapolated from the last two, which may be up to 15 % too low.
 */
export function estimateMemoryByBatch(
  buildStep: (batchSize: number) => TrainingStep,
  batches: readonly number[] = [1, 2, 4, 8, 16, 32],
  stepBytesLimit: number = maxStepBytes,
): readonly BatchMemory[] {
  const known: BatchMemory[] = [];
  let bytesPerFace = 0;
  for (const batch of batches) {
    if (known.length >= 2 && bytesPerFace * batch > stepBytesLimit) {
      known.push({ batch, mib: Math.round(extrapolate(known.slice(-2), batch)) });
      continue;
    }
    const step = buildStep(batch);
    bytesPerFace = step.bytes.length / batch;
    known.push({ batch, mib: Math.round(estimateMemory(step).totalBytes / 2 ** 20) });
  }
  return known;
}

function extrapolate(points: readonly BatchMemory[], batch: number): number {
  const [first, second] = points as [BatchMemory, BatchMemory];
  return second.mib + ((batch - second.batch) * (second.mib - first.mib)) / (second.batch - first.batch);
}

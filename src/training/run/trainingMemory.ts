import type { DeviceReport } from '../../runtime/devices/deviceReport';
import { estimateMemory } from '../../runtime/estimateMemory';
import { UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import type { TrainingStep } from '../../tensor/trainingStep';

/** An estimate may be so much too high on the processor, where it was measured: what needs more than all is not begun. */
const doubt = 1.15;

/**
 * Tells what the training will need of the device's memory, and what that has where the system tells it.
 * @throws UserError when that is far too little, and the estimate is to be relied on: on the processor.
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
      'This model at batch {0} needs about {1} GiB; the memory of the device is unknown.',
      batchSize,
      needed,
    );
    job.emit({ type: 'log', level: 'info', message });
    return;
  }
  const whole = formatGiB(memoryBytes);
  if (device === 'cpu' && totalBytes > doubt * memoryBytes)
    throw new UserError(
      t(
        'This model at batch {0} needs about {1} GiB, but the device has only {2}. Choose a smaller batch: --largest-batch finds the largest that fits.',
        batchSize,
        needed,
        whole,
      ),
    );
  const message = t(
    'This model at batch {0} needs about {1} GiB; the device has {2}, of which {3} are free.',
    batchSize,
    needed,
    whole,
    formatGiB(freeBytes ?? memoryBytes),
  );
  job.emit({ type: 'log', level: totalBytes > (freeBytes ?? memoryBytes) ? 'warning' : 'info', message });
}

/**
 * The largest batch, up to `most`, whose step leaves a tenth of the device's free memory to others. 1 where not even
 * that fits.
 * @throws UserError where the device does not tell its memory
 */
export async function findLargestBatch(
  stepOf: (batchSize: number) => Promise<TrainingStep>,
  { device, memoryBytes, freeBytes = memoryBytes }: DeviceReport,
  most: number,
): Promise<number> {
  if (freeBytes === undefined)
    throw new UserError(t('The memory of the device {0} is unknown. Set a batch size instead.', device));
  const fits = async (batchSize: number) => estimateMemory(await stepOf(batchSize)).totalBytes < 0.9 * freeBytes;
  return findLargest(fits, most);
}

/** The largest whole number up to `most` that `fits`, 1 if none: by doubling, then by halves. */
export async function findLargest(fits: (count: number) => Promise<boolean>, most: number): Promise<number> {
  let good = 1;
  let bad = most + 1;
  while (good * 2 < bad) {
    if (await fits(good * 2)) good *= 2;
    else bad = good * 2;
  }
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (await fits(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

function formatGiB(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}

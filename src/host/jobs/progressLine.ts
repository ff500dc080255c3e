import type { JobView } from '../../jobs/watch/jobView';
import { formatProgress } from '../../shared/jobText';

/** `Extracting: 120/266 frames, 12.3/s, 0:12 left`, as far as each is known. */
export function progressLine({ phase, progress }: JobView): string {
  const words = progress && formatProgress(progress, phase?.unit ?? '');
  return [phase?.name, words].filter((part) => part !== undefined && part !== '').join(': ');
}

/** Of a phase of known length the part that is done, 0 to 1. */
export function fractionOf({ progress }: JobView): number {
  return progress?.total ? Math.min(1, progress.done / progress.total) : 0;
}

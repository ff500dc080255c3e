import type { JobEvent } from '../../shared/jobEvents';
import type { JobSnapshot } from './jobProtocol';

/** How a job stands after `event`: of each kind that passes only the last counts, of progress that of the last phase. */
export function applyEvent(standing: JobSnapshot, event: JobEvent): JobSnapshot {
  switch (event.type) {
    case 'phase': {
      const { progress: _, ...rest } = standing;
      return { ...rest, phase: event };
    }
    case 'progress':
      return { ...standing, progress: event };
    case 'step':
      return { ...standing, step: event };
    default:
      return standing;
  }
}

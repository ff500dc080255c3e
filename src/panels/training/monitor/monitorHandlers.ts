import type { JobControl } from '../../../shared/jobEvents';
import type { CallHandlers } from '../../protocol/contract';
import type { TrainingContract, TrainingPreviews, TrainingStatus } from '../contract';
import type { TrainingMonitor } from './trainingMonitor';

/** What the handlers need of the window. */
export interface MonitorSurroundings {
  status(): TrainingStatus;
  /** Asks the job that trains; false where none does, or it does not know what is asked. */
  control(command: JobControl): Promise<boolean>;
  stop(): Promise<boolean>;
  /** Address under which the page loads the pictures. */
  readonly pictures: string;
}

/** How the host answers the training monitor's page. */
export function monitorHandlers(
  monitor: TrainingMonitor,
  surroundings: MonitorSurroundings,
): CallHandlers<TrainingContract> {
  return {
    async view(_, signal) {
      await monitor.ownLog.update(signal);
      const record: TrainingPreviews['record'] = await monitor.previews();
      const { runs } = monitor;
      const previews = { base: surroundings.pictures, record };
      return { model: runs[0]!.name, status: surroundings.status(), previews, runs: [...runs] };
    },
    follow: (runs, signal) => monitor.follow(runs, signal),
    closer: ({ run, first, last }, signal) => monitor.closer(run, first, last, signal),
    control: (command) => (command === 'stop' ? surroundings.stop() : surroundings.control(command)),
  };
}

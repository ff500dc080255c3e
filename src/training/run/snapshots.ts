import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { copyModelBeside } from '../store/copyModel';
import type { TrainingObserver } from '../store/trainingObserver';

/**
 * Keeps a complete copy of the model and its logs in `<model>_snapshot_<iterations>_iters`, faceswap's name, every
 * `interval` iterations, 0 for none, and where the user asks for one.
 */
export function createSnapshotObserver(modelDir: string, interval: number, job: JobContext): TrainingObserver {
  let last = 0; // a save at the end may come at the iteration of the one before
  return {
    async onSave({ iteration, state, isSnapshotRequested }) {
      const isDue = isSnapshotRequested || (interval > 0 && iteration % interval === 0);
      if (!isDue || iteration === last) return;
      last = iteration;
      const path = await copyModelBeside(modelDir, state, `_snapshot_${iteration}_iters`);
      job.emit({ type: 'log', level: 'info', message: t('Saved a snapshot of the model to {0}.', path) });
    },
  };
}

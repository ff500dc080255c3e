import { join } from 'node:path';
import { isSpelledInside, requireInside } from '../../files/storedPath';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { getCropGeometry } from '../models/modelGeometry';
import { getPreviewsFolder } from '../preview/previewFolder';
import { openTimelapse } from '../preview/timelapse';
import { openTrainingPreview } from '../preview/trainingPreview';
import { copyModelBeside } from '../store/copyModel';
import { openLossLog } from '../store/lossLog';
import { createModelCardObserver } from '../store/modelCard';
import { logsFolderName } from '../store/modelFiles';
import { openTensorBoardLog } from '../store/tensorBoardLog';
import type { TrainingObserver } from '../store/trainingObserver';
import type { StartingPoint } from './startingPoint';
import type { TrainingRequest } from './trainingRequest';

/** Returns whether a copy of the model is due at this iteration. @param interval 0 for never */
export function isSnapshotDue(iteration: number, interval: number): boolean {
  return interval > 0 && iteration % interval === 0;
}

/** Opens the logs and previews of a training. Those that may reject their settings come before those that write files. */
export async function openObservers(
  request: TrainingRequest,
  start: StartingPoint,
  recorder: TrainingObserver | undefined,
  job: JobContext,
): Promise<TrainingObserver[]> {
  const { modelDir, folderA, folderB, timelapse, threads, noLogs, snapshotInterval } = request;
  const { model, options } = start;
  await requireOwnFolders(request, start.sessionId);
  const renderer = {
    model,
    geometry: getCropGeometry(model, options),
    options: options['trainer.augmentation'],
    threads,
  };
  const warn = (message: string) => job.emit({ type: 'log', level: 'warning', message });
  const shared = { modelDir, folders: { a: folderA, b: folderB }, iteration: start.iterations };
  const preview = await openTrainingPreview({ ...renderer, ...shared }, job);
  const timelapses = timelapse
    ? [await openTimelapse({ ...renderer, ...timelapse, folders: { a: timelapse.folderA, b: timelapse.folderB } })]
    : [];
  return [
    preview,
    ...timelapses,
    ...(noLogs
      ? []
      : [await openLossLog(modelDir, start.iterations, warn), openTensorBoardLog(modelDir, start.sessionId)]),
    ...(recorder ? [recorder] : []),
    createModelCardObserver(modelDir, model),
    // Last, so that the copy has the logs and the card of this save.
    createSnapshotObserver(modelDir, snapshotInterval, job),
  ];
}

/** @throws UserError when a folder that the training fills is a link out of the model's: it may have come from anywhere */
async function requireOwnFolders({ modelDir, timelapse }: TrainingRequest, session: string): Promise<void> {
  const filled = [getPreviewsFolder(modelDir), join(modelDir, logsFolderName, `session_${session}`)];
  if (timelapse && isSpelledInside(modelDir, timelapse.output)) filled.push(timelapse.output);
  for (const folder of filled) await requireInside(modelDir, folder);
}

/**
 * Creates an observer that copies the model and its logs to `<model>_snapshot_<iterations>_iters`, faceswap's name, every
 * `interval` iterations (0 for never) and at the user's request.
 */
export function createSnapshotObserver(modelDir: string, interval: number, job: JobContext): TrainingObserver {
  let last = 0; // the save at the end may be at the same iteration as the one before
  return {
    async onSave({ iteration, state, isSnapshotRequested }) {
      const isDue = isSnapshotRequested || isSnapshotDue(iteration, interval);
      if (!isDue || iteration === last) return;
      last = iteration;
      const path = await copyModelBeside(modelDir, state, `_snapshot_${iteration}_iters`);
      job.emit({ type: 'log', level: 'info', message: t('Saved a snapshot of the model to {0}.', path) });
    },
  };
}

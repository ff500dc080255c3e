import { UserError } from '../../../shared/errors';
import type { JobContext } from '../../../shared/jobEvents';
import { t } from '../../../shared/l10n';
import type { FaceLoader } from '../../data/faceLoader';
import { getCropGeometry } from '../../models/modelGeometry';
import { openEvaluationLog } from '../../store/curves/evaluationLog';
import type { StartingPoint } from '../startingPoint';
import type { TrainingRequest } from '../trainingRequest';
import { EvaluationRecorder } from './evaluationRecorder';
import { ModelEvaluator } from './modelEvaluator';

/**
 * Opens what measures the model on the held-out faces; undefined where there are none, or where it fails.
 * @throws UserError when the training is to end by these measures and cannot
 */
export async function openEvaluator(
  { threads, stopWhenFlat }: TrainingRequest,
  { model, options }: StartingPoint,
  { divided }: FaceLoader,
  job: JobContext,
): Promise<ModelEvaluator | undefined> {
  const geometry = getCropGeometry(model, options);
  const evaluator = await ModelEvaluator.open({ model, geometry, divided, threads }, job);
  if (!evaluator && stopWhenFlat)
    throw new UserError(t('--stop-when-flat cannot work, because the held-out faces cannot be measured.'));
  return evaluator;
}

/** Opens the log of what is measured, as far as logs are wanted, and what judges it. */
export async function openRecorder(
  { modelDir, noLogs }: TrainingRequest,
  { iterations }: StartingPoint,
  job: JobContext,
): Promise<EvaluationRecorder> {
  const warn = (message: string) => job.emit({ type: 'log', level: 'warning', message });
  return new EvaluationRecorder(noLogs ? undefined : await openEvaluationLog(modelDir, iterations, warn), job);
}

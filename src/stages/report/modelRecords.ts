import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { requireInside } from '../../files/storedPath';
import type { JobContext } from '../../shared/jobEvents';
import { noteUserError, warnOfAll } from '../../shared/jobReporting';
import { t } from '../../shared/l10n';
import type { Side } from '../../training/models/model';
import { summarizeModel } from '../../training/models/modelSummary';
import type { TrainerName } from '../../training/models/models';
import { createModel } from '../../training/settings/createModel';
import { resolveModelOptions } from '../../training/settings/modelOptions';
import { getEvaluationLogPath, readEvaluationLog } from '../../training/store/curves/evaluationLog';
import { type EvaluationEntry, evaluationHeading } from '../../training/store/curves/evaluationRows';
import { LossCurve } from '../../training/store/curves/lossCurve';
import { LossLogFollower } from '../../training/store/curves/lossLogFollower';
import { getLossLogPath } from '../../training/store/lossLog';
import { readModelCard } from '../../training/store/modelCard';
import type { ModelState } from '../../training/store/modelState';
import { readSavedState } from '../../training/store/savedState';
import { getNewestSettings } from '../../training/store/trainedModel';
import { readEvaluation, type StoredEvaluation } from '../evaluate/readEvaluation';
import { listSessions, type ReportedSession } from './modelSessions';

/** What a report on a model is made of. */
export interface ModelRecords {
  /** The name of its folder. */
  readonly name: string;
  readonly modelDir: string;
  readonly trainer: TrainerName;
  readonly state: ModelState;
  readonly sessions: readonly ReportedSession[];
  /** Absent where its settings are not valid. */
  readonly network?: { readonly inputSize: number; readonly outputSize: number; readonly parameters: number };
  /** Without lines where nothing was logged. */
  readonly losses: LossCurve;
  /** What was measured on faces that it is not trained on, in the order of iterations; empty where nothing was. */
  readonly heldOut: readonly EvaluationEntry[];
  /** The text of its model card; empty where it has none. */
  readonly card: string;
  /** Of a result that was measured with this model. */
  readonly evaluation?: StoredEvaluation & { readonly path: string };
  /** Sentences on what could not be read. */
  readonly remarks: readonly string[];
}

/** A curve on a page shows no more. */
const shownSpans = 160;

/**
 * Reads all that a model has recorded of itself. What is damaged is left out, with a warning.
 * @throws UserError when there is no model, or the evaluation is none
 */
export async function readModelRecords(
  modelDir: string,
  evaluation: string | undefined,
  job: JobContext,
): Promise<ModelRecords> {
  const { trainer, state, warning } = await readSavedState(modelDir);
  const stored = evaluation === undefined ? undefined : { ...(await readEvaluation(evaluation)), path: evaluation };
  const remarks = warning === undefined ? [] : [warning];
  const network = await noteUserError(describeNetwork(trainer, state), remarks);
  const losses = (await noteUserError(readLosses(modelDir, job.signal, remarks), remarks)) ?? new LossCurve(shownSpans);
  const heldOut = (await noteUserError(readHeldOut(modelDir, remarks), remarks)) ?? [];
  const card = (await noteUserError(readModelCard(modelDir), remarks)) ?? '';
  if (stored?.outputSize !== undefined && network && stored.outputSize !== network.outputSize)
    remarks.push(
      t(
        'The evaluation in {0} is of a model with {1} px, and this one has {2}: it is of another model.',
        evaluation!,
        stored.outputSize,
        network.outputSize,
      ),
    );
  warnOfAll(remarks, job);
  return {
    name: basename(resolve(modelDir)),
    ...{ modelDir, trainer, state, losses, heldOut, card, remarks },
    sessions: listSessions(state, losses),
    ...(network && { network }),
    ...(stored && { evaluation: stored }),
  };
}

async function describeNetwork(trainer: TrainerName, state: ModelState) {
  const { options } = resolveModelOptions(trainer, getNewestSettings(state), state.config);
  const model = await createModel(trainer, options);
  const { parameters } = summarizeModel(model, options['global.loss'].learn_mask);
  return { inputSize: model.inputSize, outputSize: model.outputSize, parameters };
}

async function readLosses(modelDir: string, signal: AbortSignal, remarks: string[]): Promise<LossCurve> {
  const path = getLossLogPath(modelDir);
  await requireInside(modelDir, path);
  const log = new LossLogFollower(path, shownSpans);
  await log.update(signal);
  const { size } = (await stat(path).catch(() => undefined)) ?? { size: 0 }; // trained without logs
  if (size > 0 && log.curve.names.length === 0) remarks.push(t('{0} has no losses that can be read.', path));
  return log.curve;
}

async function readHeldOut(modelDir: string, remarks: string[]): Promise<EvaluationEntry[]> {
  const path = getEvaluationLogPath(modelDir);
  await requireInside(modelDir, path);
  const entries = await readEvaluationLog(modelDir);
  const { size } = (await stat(path).catch(() => undefined)) ?? { size: 0 }; // nothing was measured
  const hasOnlyHeading = size <= evaluationHeading.length + 2;
  if (entries.length === 0 && !hasOnlyHeading) remarks.push(t('{0} has no evaluations that can be read.', path));
  return entries;
}

/** Returns the mean losses at the end of the log; absent where nothing was logged. */
export function getLastLosses({ losses }: ModelRecords): { readonly lossA?: number; readonly lossB?: number } {
  const { series } = losses.slice(losses.end - 1);
  const getLast = (side: Side) => Number(series.get(`loss_${side}`)?.mean.at(-1)?.toPrecision(6));
  const [lossA, lossB] = [getLast('a'), getLast('b')];
  return {
    ...(Number.isFinite(lossA) && { lossA }),
    ...(Number.isFinite(lossB) && { lossB }),
  };
}

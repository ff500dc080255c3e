import { writeFileAtomic } from '../../files/atomicFile';
import type { JobContext } from '../../shared/jobEvents';
import { formatDuration } from '../../shared/jobText';
import { localize } from '../../shared/l10n';
import { listChangedSettings } from '../../training/store/modelCard';
import { findFacesets } from '../../training/store/modelState';
import { listHeldOutFigures } from './heldOutPart';
import { renderModelFigures } from './modelFigures';
import { renderModelPage } from './modelPage';
import { getLastLosses, type ModelRecords, readModelRecords } from './modelRecords';
import { sumSeconds } from './modelSessions';

export interface ModelReportOptions {
  readonly modelDir: string;
  /** What an evaluation of the model has written. */
  readonly evaluation?: string;
  /** The page to write. */
  readonly output?: string;
  /** The JSON file to write. */
  readonly data?: string;
}

export interface ModelReportSummary {
  readonly trainer: string;
  readonly iterations: number;
  /** Absent where the time was not logged. */
  readonly trainingTime?: string;
  readonly facesets: readonly { readonly set: string; readonly name: string; readonly faces: number }[];
  /** The losses at the end. */
  readonly lossA?: number;
  readonly lossB?: number;
  /** The newest values on faces that it is not trained on; absent where none were held out. */
  readonly measures?: readonly MeasureRow[];
  /** Options that differ from the default. */
  readonly settings: readonly { readonly section: string; readonly option: string; readonly value: string }[];
  readonly output?: string;
  readonly data?: string;
}

/** A row of the table of measures. */
interface MeasureRow {
  readonly measure: string;
  readonly value: number;
  readonly best: number;
  readonly iteration: number;
  readonly unit: string;
}

/** Tells all that is known of a model, and writes it as a page and as JSON. @throws UserError; CanceledError */
export async function reportModel(options: ModelReportOptions, job: JobContext): Promise<ModelReportSummary> {
  const { modelDir, evaluation, output, data } = options;
  const records = await readModelRecords(modelDir, evaluation, job);
  if (output !== undefined) await writeFileAtomic(output, await renderModelPage(records, job));
  if (data !== undefined) await writeFileAtomic(data, renderModelFigures(records));
  const { trainer, state, sessions } = records;
  const seconds = sumSeconds(sessions);
  const measures = listMeasures(records);
  return {
    trainer,
    iterations: state.iterations,
    ...(seconds !== undefined && { trainingTime: formatDuration(seconds) }),
    facesets: listFacesets(records),
    ...getLastLosses(records),
    ...(measures.length > 0 && { measures }),
    settings: listChangedSettings(state).map(([section, option, value]) => ({ section, option, value })),
    ...(output !== undefined && { output }),
    ...(data !== undefined && { data }),
  };
}

function listMeasures({ heldOut }: ModelRecords): MeasureRow[] {
  return listHeldOutFigures(heldOut).map(({ measure, value, best, iteration }) => ({
    measure: localize(measure.label),
    ...{ value: Number(value.toFixed(3)), best: Number(best.toFixed(3)), iteration, unit: localize(measure.unit) },
  }));
}

function listFacesets({ state }: ModelRecords) {
  const faces = findFacesets(state);
  if (!faces) return [];
  return (['a', 'b'] as const).map((side) => ({
    set: side.toUpperCase(),
    name: faces[side].name,
    faces: faces[side].count,
  }));
}

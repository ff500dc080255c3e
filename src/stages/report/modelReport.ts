import { writeFileAtomic } from '../../files/atomicFile';
import type { JobContext } from '../../shared/jobEvents';
import { formatDuration } from '../../shared/jobText';
import { listChangedSettings } from '../../training/store/modelCard';
import { findFacesets } from '../../training/store/modelState';
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
  /** Options that differ from the default. */
  readonly settings: readonly { readonly section: string; readonly option: string; readonly value: string }[];
  readonly output?: string;
  readonly data?: string;
}

/** Tells all that is known of a model, and writes it as a page and as JSON. @throws UserError; CanceledError */
export async function reportModel(options: ModelReportOptions, job: JobContext): Promise<ModelReportSummary> {
  const { modelDir, evaluation, output, data } = options;
  const records = await readModelRecords(modelDir, evaluation, job);
  if (output !== undefined) await writeFileAtomic(output, await renderModelPage(records, job));
  if (data !== undefined) await writeFileAtomic(data, renderModelFigures(records));
  const { trainer, state, sessions } = records;
  const seconds = sumSeconds(sessions);
  return {
    trainer,
    iterations: state.iterations,
    ...(seconds !== undefined && { trainingTime: formatDuration(seconds) }),
    facesets: listFacesets(records),
    ...getLastLosses(records),
    settings: listChangedSettings(state).map(([section, option, value]) => ({ section, option, value })),
    ...(output !== undefined && { output }),
    ...(data !== undefined && { data }),
  };
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

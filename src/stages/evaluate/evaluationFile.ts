import { evaluationStart } from '../../evaluation/evaluationStart';
import type { SwapMeasure } from '../../evaluation/measures/measure';
import { type SwapMeasureName, swapMeasures } from '../../evaluation/measures/swapMeasures';
import type { Recognizer } from '../../evaluation/recognizer';
import { type FaceValues, type SwapFigures, summarizeValues } from '../../evaluation/swapFigures';
import { writeFileAtomic } from '../../files/atomicFile';
import type { JobContext } from '../../shared/jobEvents';
import { localize, t } from '../../shared/l10n';

/** What was measured in a frame. */
export interface EvaluationFrame {
  readonly frame: string;
  /** Position in the source, from 0. */
  readonly index: number;
  /** The values of each face. */
  readonly values: readonly FaceValues[];
  /** Where a ceiling was drawn: for whole faces, then for the model's output size, the values of each face. */
  readonly best: readonly (readonly FaceValues[])[];
}

/** A line of the table. */
export interface EvaluationRow {
  readonly measure: string;
  readonly value: number | null;
  /** Of B's own faces, laid onto A. */
  readonly best: number | null;
  /** Of these, shrunk to the output size of the model; absent without a model. */
  readonly bestAtOutputSize?: number | null;
  /** The value as a share of the best at the output size, or of the best; only where higher is better. */
  readonly share: string;
  readonly unit: string;
}

export interface EvaluationSummary {
  /** Frames that were measured. */
  readonly frames: number;
  /** Frames with faces that could have been. */
  readonly framesWithFace: number;
  readonly faces: number;
  readonly framesWithoutFace: number;
  /** The network that tells who is shown. */
  readonly judge: string;
  readonly outputSize?: number;
  readonly measures: readonly EvaluationRow[];
}

const all: readonly (SwapMeasure & { readonly name: SwapMeasureName })[] = swapMeasures;

interface EvaluationOrigin {
  readonly recognizer: Recognizer;
  readonly outputSize: number | undefined;
  /** Frames of the source that have faces, of those that were looked for. */
  readonly framesWithFace: number;
  /** Frames of the source that were looked for, with and without faces; absent where nobody knows their number. */
  readonly framesOfSource: number | undefined;
}

export function summarizeEvaluation(
  frames: readonly EvaluationFrame[],
  { recognizer, outputSize, framesWithFace, framesOfSource = framesWithFace }: EvaluationOrigin,
): EvaluationSummary {
  const figures = summarizeValues(frames.flatMap(({ values }) => values));
  const [best, bestAtOutputSize] = [0, 1].map((which) =>
    summarizeValues(frames.flatMap((frame) => frame.best[which] ?? [])),
  );
  return {
    frames: frames.length,
    framesWithFace,
    faces: frames.reduce((sum, { values }) => sum + values.length, 0),
    framesWithoutFace: Math.max(0, framesOfSource - framesWithFace),
    judge: recognizer.isOwn ? t('{0}, which also sorts faces: no independent judge', recognizer.name) : recognizer.name,
    ...(outputSize !== undefined && { outputSize }),
    measures: all.map((measure) =>
      createRow(measure, figures, best!, outputSize === undefined ? undefined : bestAtOutputSize!),
    ),
  };
}

function createRow(
  { name, label, unit, better }: SwapMeasure & { readonly name: SwapMeasureName },
  figures: SwapFigures,
  best: SwapFigures,
  bestAtOutputSize: SwapFigures | undefined,
): EvaluationRow {
  const value = figures[name];
  const most = bestAtOutputSize?.[name] ?? best[name];
  const isShare = better === 'higher' && value !== undefined && most !== undefined && most > 0 && value >= 0;
  return {
    measure: localize(label),
    value: round(value),
    best: round(best[name]),
    ...(bestAtOutputSize && { bestAtOutputSize: round(bestAtOutputSize[name]) }),
    share: isShare ? `${Math.round((100 * value) / most)} %` : '',
    unit: localize(unit),
  };
}

function round(value: number | undefined): number | null {
  return value === undefined ? null : Number(value.toFixed(3));
}

/** Writes the values of every frame as JSON. */
export async function writeEvaluation(
  path: string,
  frames: readonly EvaluationFrame[],
  summary: EvaluationSummary,
  job: JobContext,
): Promise<void> {
  const head = evaluationStart + JSON.stringify(summary).slice(1, -1);
  const lines = frames.map((frame) => JSON.stringify(frame));
  await writeFileAtomic(path, `${head},"perFrame":[\n${lines.join(',\n')}\n]}\n`);
  job.emit({ type: 'log', level: 'info', message: t('The values of every frame are in {0}.', path) });
}

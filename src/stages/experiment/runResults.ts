import {
  type HeldOutFigures,
  type HeldOutMeasureName,
  heldOutMeasures,
} from '../../evaluation/measures/heldOutMeasures';
import { type EvaluationEntry, readEvaluationLog } from '../../training/store/curves/evaluationLog';
import { type Comparison, compareSettings } from './compareSettings';
import type { ExperimentRecord, RunRecord } from './experimentFile';
import { getRunFolder } from './trainRun';

/** What a run has reached. */
export interface RunResult extends RunRecord {
  /** The values of its last evaluation; empty where there is none. */
  readonly figures: HeldOutFigures;
  /** All evaluations, in the order of their iterations. */
  readonly curve: readonly EvaluationEntry[];
}

/** A measure compared over all settings. */
export interface MeasureComparison extends Comparison {
  readonly measure: HeldOutMeasureName;
}

/** Reads what the runs of an experiment have measured, by setting and seed. */
export async function readResults(folder: string, { runs }: ExperimentRecord): Promise<RunResult[]> {
  const results: RunResult[] = [];
  for (const run of runs) {
    const curve = run.problem === undefined ? await readEvaluationLog(getRunFolder(folder, run)) : [];
    const last = curve.findLast(({ kind }) => kind === 'full') ?? curve.at(-1);
    results.push({ ...run, curve, figures: last?.figures ?? {} });
  }
  return results.sort((a, b) => a.setting - b.setting || a.seed - b.seed);
}

/** Compares all measures; those that no run has are left out. */
export function compareAll(results: readonly RunResult[], settings: number): MeasureComparison[] {
  return heldOutMeasures.flatMap(({ name, better }) => {
    const values = Array.from({ length: settings }, (_, i) =>
      results.flatMap(({ setting, figures }) => (setting === i + 1 ? (figures[name] ?? []) : [])),
    );
    if (values.every((own) => own.length === 0)) return [];
    return [{ measure: name, ...compareSettings(values, better) }];
  });
}

/** Returns the number of the setting with the best mean of a measure, from 1; undefined where no run has it. */
export function findBest(comparisons: readonly MeasureComparison[], judgeBy: HeldOutMeasureName): number | undefined {
  const comparison = comparisons.find(({ measure }) => measure === judgeBy);
  const sign = findHeldOutMeasure(judgeBy).better === 'higher' ? 1 : -1;
  let [best, most] = [undefined as number | undefined, Number.NEGATIVE_INFINITY];
  for (const [i, estimate] of (comparison?.estimates ?? []).entries())
    if (estimate && sign * estimate.mean > most) [best, most] = [i + 1, sign * estimate.mean];
  return best;
}

export function findHeldOutMeasure(name: HeldOutMeasureName) {
  return heldOutMeasures.find((measure) => measure.name === name)!;
}

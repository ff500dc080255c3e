import { join } from 'node:path';
import { writeFileAtomic } from '../../files/atomicFile';
import { chooseEvenly } from '../../shared/chooseEvenly';
import type { JobContext } from '../../shared/jobEvents';
import { localize, t } from '../../shared/l10n';
import { listTrainingFaces } from '../../training/data/trainingFolder';
import { drawFaces } from './drawnFaces';
import type { ExperimentRecord } from './experimentFile';
import { type ExperimentFindings, formatEstimate, renderExperimentPage } from './experimentPage';
import { experimentPageName } from './experimentStart';
import { type ExperimentOptions, selectHeldOut } from './planExperiment';
import { compareAll, findBest, findHeldOutMeasure, type MeasureComparison, readResults } from './runResults';
import { stateAll } from './statements';
import { getRunFolder } from './trainRun';

export interface ExperimentSummary {
  readonly runs: number;
  /** Number and name of the best setting; null where nothing was measured. */
  readonly best: string | null;
  /** A row for each setting, the measures as text. */
  readonly settings: readonly Readonly<Record<string, string | number>>[];
  readonly found: readonly { readonly statement: string }[];
  readonly page: string;
}

/** Faces of which each model draws a picture. */
const shownFaces = 6;

/** Compares what the runs have measured, and writes the page. */
export async function reportExperiment(
  { output, inputA, judgeBy, holdOut, noPictures = false }: ExperimentOptions,
  record: ExperimentRecord,
  job: JobContext,
): Promise<{ summary: ExperimentSummary; best: number | undefined }> {
  const { plan } = record;
  const results = await readResults(output, record);
  const comparisons = compareAll(results, plan.settings.length);
  const best = findBest(comparisons, judgeBy);
  const statements = stateAll(comparisons, plan.settings);
  const problems = results.flatMap(({ problem, setting, seed }) =>
    problem === undefined ? [] : [t('"{0}", seed {1}: {2}', plan.settings[setting - 1]!, seed, problem)],
  );
  const models = plan.settings.map((name, i) => ({
    name: `${i + 1}: ${name}`,
    folder: getRunFolder(output, { setting: i + 1, seed: plan.seeds[0]! }),
  }));
  const faces = noPictures ? [] : chooseEvenly(selectHeldOut(await listTrainingFaces(inputA), holdOut), shownFaces);
  const drawn = await drawFaces(faces, models);
  const told = best === undefined ? undefined : stateBest(best, comparisons, judgeBy, plan.settings);
  const findings: ExperimentFindings = {
    ...{ plan, results, comparisons, statements, problems, drawn },
    best: best === undefined ? undefined : { setting: best, text: told! },
  };
  const page = join(output, experimentPageName);
  await writeFileAtomic(page, renderExperimentPage(findings));
  job.emit({ type: 'log', level: 'info', message: t('The comparison is in {0}.', page) });
  const summary = {
    runs: results.length,
    best: best === undefined ? null : `${best}: ${plan.settings[best - 1]}`,
    settings: listRows(plan.settings, comparisons),
    found: [...(told === undefined ? [] : [told]), ...statements.map(({ text }) => text), ...problems].map(
      (statement) => ({ statement }),
    ),
    page,
  };
  return { summary, best };
}

/** Says which setting is the best by the measure that decides, and whether that is certain. */
function stateBest(
  best: number,
  comparisons: readonly MeasureComparison[],
  judgeBy: MeasureComparison['measure'],
  names: readonly string[],
): string {
  const { pairs, estimates } = comparisons.find(({ measure }) => measure === judgeBy)!;
  const estimate = estimates[best - 1]!;
  const value = formatEstimate(estimate.mean, estimate.margin);
  const [name, label] = [names[best - 1]!, localize(findHeldOutMeasure(judgeBy).label)];
  const isTold = pairs
    .filter(({ first, second }) => first === best - 1 || second === best - 1)
    .every(({ verdict }) => verdict !== 'unknown');
  return isTold
    ? t('"{0}" is the best by {1} ({2}), and that is certain.', name, label, value)
    : t('"{0}" has the best {1} ({2}), but that could be chance.', name, label, value);
}

function listRows(names: readonly string[], comparisons: readonly MeasureComparison[]) {
  return names.map((name, i) => ({
    setting: `${i + 1}: ${name}`,
    ...Object.fromEntries(
      comparisons.flatMap(({ measure, estimates }) => {
        const estimate = estimates[i];
        return estimate ? [[measure, formatEstimate(estimate.mean, estimate.margin)]] : [];
      }),
    ),
  }));
}

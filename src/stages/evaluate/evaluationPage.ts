import { basename } from 'node:path';
import { writeFileAtomic } from '../../files/atomicFile';
import { renderDocument, renderSection } from '../../reports/document';
import { type ReportPicture, renderPictures } from '../../reports/pictures';
import type { JobContext } from '../../shared/jobEvents';
import { getLanguage, t } from '../../shared/l10n';
import { renderEvaluationPart } from '../report/evaluationPart';
import type { EvaluationFrame, EvaluationSummary } from './evaluationFile';

/** What a page on a measured swap shows. */
export interface MeasuredSwap {
  /** The result, or the model. */
  readonly measured: string;
  readonly input: string;
  readonly summary: EvaluationSummary;
  readonly frames: readonly EvaluationFrame[];
  readonly worst: readonly ReportPicture[];
}

/** Writes the page: the table, each measure over the frames, and the frames that look least like B. */
export async function writeEvaluationPage(path: string, swap: MeasuredSwap, job: JobContext): Promise<void> {
  await writeFileAtomic(path, renderEvaluationPage(swap));
  job.emit({ type: 'log', level: 'info', message: t('The page is {0}.', path) });
}

function renderEvaluationPage({ measured, input, summary, frames, worst }: MeasuredSwap): string {
  const perFrame = frames.map(({ frame, index, values }) => ({ frame, index, values: [...values] }));
  const stored = { ...summary, measures: [...summary.measures], perFrame, path: measured };
  return renderDocument({
    language: getLanguage(),
    title: t('How good {0} is', basename(measured)),
    subtitle: [measured, t('of {0}', input)].join(' · '),
    notice: t(
      'This page shows people, and pictures of them that are made with AI: what they show did not happen. It stays on this machine: nothing of it was sent anywhere. Give it only to those who may see them.',
    ),
    sections: [
      renderEvaluationPart(stored),
      renderSection(
        t('Frames that look least like B'),
        [renderPictures(worst)],
        t('The face of the source, and what the result shows in its place; the worst first.'),
      ),
    ],
  });
}

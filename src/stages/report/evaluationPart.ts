import { basename } from 'node:path';
import { renderPlots, renderSection } from '../../reports/document';
import { renderLegend } from '../../reports/legend';
import { renderTable } from '../../reports/table';
import { formatNumber } from '../../shared/jobText';
import { t } from '../../shared/l10n';
import type { StoredEvaluation } from '../evaluate/readEvaluation';
import { renderFrameCharts } from './modelCharts';

/** Returns the part of a page on a result that was measured: the table, and each measure over the frames. */
export function renderEvaluationPart(evaluation: StoredEvaluation & { readonly path: string }): string {
  const { path, measures, frames, faces, framesWithoutFace, judge } = evaluation;
  const hasModel = measures.some(({ bestAtOutputSize }) => bestAtOutputSize !== undefined);
  const columns = [
    { heading: t('measure') },
    ...[t('value'), t('best'), ...(hasModel ? [t('best at output size')] : []), t('share')].map((heading) => ({
      heading,
      isNumeric: true,
    })),
    { heading: t('unit') },
  ];
  const format = (value: number | null | undefined) => (value == null ? '–' : String(value));
  const rows = measures.map(({ measure, value, best, bestAtOutputSize, share, unit }) => [
    measure,
    ...[format(value), format(best), ...(hasModel ? [format(bestAtOutputSize)] : []), share || '–'],
    unit,
  ]);
  const charts = renderFrameCharts(evaluation);
  const legend = renderLegend([
    { side: 'a', text: t('Result') },
    { side: 'b', text: t('Source') },
  ]);
  return renderSection(
    t('A measured result'),
    [renderTable(columns, rows), charts.length === 0 ? '' : legend, renderPlots(charts)],
    [
      t(
        '{0}: {1} frames with {2} faces, {3} frames without a face. The best is what faces of B reach that are laid onto A.',
        basename(path),
        ...[frames, faces, framesWithoutFace].map(formatNumber),
      ),
      ...(judge === undefined ? [] : [t('Who is shown is judged by {0}.', judge)]),
    ].join(' '),
  );
}

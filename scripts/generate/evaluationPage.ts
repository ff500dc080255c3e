import { swapMeasures } from '../../src/evaluation/measures/swapMeasures';
import { replaceGeneratedSections } from './generatedSections';

/** Returns docs/evaluation.md with its table of measures made anew; `page` is the present one. */
export function renderEvaluationPage(page: string): string {
  return replaceGeneratedSections(page, renderMeasures);
}

function renderMeasures(): string {
  return [
    '| measure | unit | range | better | how it is computed | after |',
    '|---|---|---|---|---|---|',
    ...swapMeasures.map(
      ({ label, unit, range, better, formula, origin }) =>
        `| ${label} | ${unit || '–'} | ${range.join(' to ')} | ${better} | ${formula} | ${origin} |`,
    ),
  ].join('\n');
}

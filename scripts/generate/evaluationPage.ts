import { type HeldOutMeasure, heldOutMeasures } from '../../src/evaluation/measures/heldOutMeasures';
import { swapMeasures } from '../../src/evaluation/measures/swapMeasures';
import { replaceGeneratedSections } from './generatedSections';

/** Returns docs/evaluation.md with its tables of measures made anew; `page` is the present one. */
export function renderEvaluationPage(page: string): string {
  return replaceGeneratedSections(page, (section) =>
    renderMeasures(section === 'held-out measures' ? heldOutMeasures : swapMeasures),
  );
}

function renderMeasures(measures: readonly HeldOutMeasure[]): string {
  return [
    '| measure | unit | range | better | how it is computed | after |',
    '|---|---|---|---|---|---|',
    ...measures.map(
      ({ label, unit, range, better, formula, origin }) =>
        `| ${label} | ${unit || '–'} | ${range.join(' to ')} | ${better} | ${formula} | ${origin} |`,
    ),
  ].join('\n');
}

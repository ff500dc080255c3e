import { measures } from '../../src/facesets/measures/measures';
import { checks } from '../../src/facesets/survey/checks';
import { comparisons } from '../../src/facesets/survey/comparisons';
import { replaceGeneratedSections } from './generatedSections';

/** Returns docs/facesets.md with the tables of its records generated anew; `text` is the present page. */
export function renderFacesetsPage(text: string): string {
  const tables: Readonly<Record<string, () => string>> = {
    measures: () =>
      renderTable(
        ['measure', 'unit', 'range', 'a greater value means', 'how it is computed'],
        measures.map(({ name, label, unit, range, direction, formula }) => [
          `${label} (\`${name}\`)`,
          unit,
          range.join(' to '),
          direction,
          formula,
        ]),
      ),
    checks: () => renderRules(checks),
    comparisons: () => renderRules(comparisons),
  };
  return replaceGeneratedSections(text, (name) => tables[name]!());
}

interface Rule {
  readonly name: string;
  readonly states: string;
  readonly threshold: string;
  readonly reason: string;
}

function renderRules(rules: readonly Rule[]): string {
  return renderTable(
    ['name', 'what is stated', 'when', 'why'],
    rules.map(({ name, states, threshold, reason }) => [`\`${name}\``, states, threshold, reason]),
  );
}

function renderTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(headings), `|${'---|'.repeat(headings.length)}`, ...rows.map(line)].join('\n');
}

import { readFileSync } from 'node:fs';
import { trainOptionRecords } from '../../src/training/settings/trainOptions';
import { replaceGeneratedSections } from './generatedSections';
import { renderModelToolsTable } from './modelTools';
import { renderOptionTables } from './optionTables';
import { renderStepFiguresTable } from './stepFigures';

/**
 * docs/training.md: the text that it has, with what is made from the code made anew. A part is `options`, `figures`,
 * `model tools`, or the path of a file in docs/examples.
 */
export async function renderTrainingPage(text: string): Promise<string> {
  const parts: Readonly<Record<string, string>> = {
    options: renderOptionTables(trainOptionRecords, { heading: 'fixed', isFor: ({ fixed }) => fixed === true }),
    figures: await renderStepFiguresTable(),
    'model tools': renderModelToolsTable(),
  };
  return replaceGeneratedSections(text, (name) => parts[name] ?? codeOf(name));
}

function codeOf(path: string): string {
  return `\`\`\`ts\n${readFileSync(path, 'utf8').trimEnd()}\n\`\`\``;
}

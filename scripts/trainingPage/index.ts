import { readFileSync } from 'node:fs';
import { trainOptionRecords } from '../../src/options/trainOptions';
import { withMadeParts } from '../madeParts';
import { optionTables } from '../optionTables';
import { modelTools } from './modelTools';
import { stepFigures } from './stepFigures';

/**
 * docs/training.md: the text that it has, with what is made from the code made anew. A part is `options`, `figures`,
 * `model tools`, or the path of a file in docs/examples.
 */
export async function trainingPage(text: string): Promise<string> {
  const parts: Readonly<Record<string, string>> = {
    options: optionTables(trainOptionRecords, { heading: 'fixed', isFor: ({ fixed }) => fixed }),
    figures: await stepFigures(),
    'model tools': modelTools(),
  };
  return withMadeParts(text, (name) => parts[name] ?? codeOf(name));
}

function codeOf(path: string): string {
  return `\`\`\`ts\n${readFileSync(path, 'utf8').trimEnd()}\n\`\`\``;
}

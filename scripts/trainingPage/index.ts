import { readFileSync } from 'node:fs';
import { modelTools } from './modelTools';
import { optionTables } from './optionTables';
import { stepFigures } from './stepFigures';

/** From `<!-- made: NAME -->` to `<!-- end -->`. */
const made = /(<!-- made: (.+?) -->\n)[\s\S]*?(<!-- end -->)/g;

/**
 * docs/training.md: the text that it has, with what is made from the code made anew. A part is `options`, `figures`,
 * `model tools`, or the path of a file in docs/examples.
 */
export async function trainingPage(text: string): Promise<string> {
  const parts: Readonly<Record<string, string>> = {
    options: optionTables(),
    figures: await stepFigures(),
    'model tools': modelTools(),
  };
  return text.replace(made, (_, begin: string, name: string, end: string) => {
    const content = parts[name] ?? codeOf(name);
    return `${begin}\n${content}\n\n${end}`;
  });
}

function codeOf(path: string): string {
  return `\`\`\`ts\n${readFileSync(path, 'utf8').trimEnd()}\n\`\`\``;
}

import { activation } from './activation';
import { type Figure, isReached } from './figure';
import { iniValidation } from './iniValidation';
import { monitorCost, previewDelay } from './monitor';
import { review } from './review';

/** What is measured, by the name that picks it. */
const measurements: Readonly<Record<string, () => Promise<Figure[]>>> = {
  activation,
  'ini-validation': iniValidation,
  'preview-delay': previewDelay,
  'monitor-cost': monitorCost,
  review,
};

/**
 * `npm run bench -- workbench [name …]`: what a person waits for in VS Code, with a real browser where one is needed; all
 * of it, or what is named. Ends with 1 where a goal is not reached.
 */
export async function run(args: readonly string[]): Promise<void> {
  const named = args.filter((arg) => !arg.startsWith('--'));
  const unknown = named.find((name) => !measurements[name]);
  if (unknown !== undefined) throw new Error(`There is no figure ${unknown}: ${Object.keys(measurements).join(', ')}`);
  const figures: Figure[] = [];
  for (const [name, measure] of Object.entries(measurements)) {
    if (named.length > 0 && !named.includes(name)) continue;
    for (const figure of await measure()) {
      figures.push(figure);
      if (!args.includes('--json')) console.log(lineOf(figure));
    }
  }
  if (args.includes('--json')) console.log(JSON.stringify(figures));
  if (!figures.every(isReached)) process.exitCode = 1;
}

function lineOf(figure: Figure): string {
  const { name, value, unit, goal } = figure;
  const told = 'atMost' in goal ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`;
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0;
  return `${name.padEnd(56)} ${value.toFixed(digits).padStart(7)} ${unit.padEnd(9)} ${told.padEnd(14)} ${isReached(figure) ? 'reached' : 'MISSED'}`;
}

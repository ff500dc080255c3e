import { activation } from './activation';
import { type Figure, isReached } from './figure';
import { iniValidation } from './iniValidation';
import { monitorCost, previewDelay } from './monitor';
import { review } from './review';

/** All measurements, by the name that selects them. */
const measurements: Readonly<Record<string, () => Promise<Figure[]>>> = {
  activation,
  'ini-validation': iniValidation,
  'preview-delay': previewDelay,
  'monitor-cost': monitorCost,
  review,
};

/**
 * `npm run bench -- workbench [name …] [--json]`: measures waiting times in VS Code, with a real browser if necessary:
 * all of them, or only those named. The exit code is 1 if a goal is not reached.
 */
export async function run(args: readonly string[]): Promise<void> {
  const named = args.filter((arg) => !arg.startsWith('--'));
  const unknown = named.find((name) => !measurements[name]);
  if (unknown !== undefined)
    throw new Error(`There is no measurement ${unknown}. Choose from: ${Object.keys(measurements).join(', ')}`);
  const figures: Figure[] = [];
  for (const [name, measure] of Object.entries(measurements)) {
    if (named.length > 0 && !named.includes(name)) continue;
    for (const figure of await measure()) {
      figures.push(figure);
      if (!args.includes('--json')) console.log(formatFigure(figure));
    }
  }
  if (args.includes('--json')) console.log(JSON.stringify(figures));
  if (!figures.every(isReached)) process.exitCode = 1;
}

function formatFigure(figure: Figure): string {
  const { name, value, unit, goal } = figure;
  const goalText = 'atMost' in goal ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`;
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0;
  return `${name.padEnd(56)} ${value.toFixed(digits).padStart(7)} ${unit.padEnd(9)} ${goalText.padEnd(14)} ${isReached(figure) ? 'reached' : 'MISSED'}`;
}

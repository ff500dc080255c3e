import type { JobContext } from '../../../src/shared/jobEvents';
import {
  drawLearningRateCurve,
  rateDivisors,
  testLearningRates,
} from '../../../src/training/run/stability/learningRateRangeTest';
import { NanGuard } from '../../../src/training/run/stability/nanGuard';
import { RollBackRequest, StabilityMonitor } from '../../../src/training/run/stability/stabilityMonitor';
import { at, colors, line, svg, text } from './svg';

/**
 * Draws the curve of the learning rate finder for the smallest possible training: gradient descent on a parabola that is
 * steep along one weight and flat along the other, with gradients as noisy as those of batches.
 */
export async function drawLearningRateFinder(): Promise<string> {
  const steepness = [200, 4];
  const weights = [0.3, 1];
  let steps = 0;
  const { curve, best } = await testLearningRates(async (rate) => {
    const loss = weights.reduce((total, w, i) => total + (steepness[i]! * w * w) / 2, 0);
    weights.forEach((w, i) => {
      const noise = (steps++ % 7) - 3;
      weights[i] = w - rate * (steepness[i]! * w + noise);
    });
    return loss;
  }, 500);
  return drawLearningRateCurve(curve, best!.rate / rateDivisors.default);
}

const warmUp = 60;
const lastSave = 250;
/** The steps whose losses are not finite. */
const broken: ReadonlySet<number> = new Set([180, 330, 331, 332]);
const steps = 560;
const plot = { left: 70, right: 930, top: 130, bottom: 330 };

/** Draws the learning rate of a run with a warm-up, a skipped step, and a return to the last save. */
export function drawLearningRateSchedule(): string {
  const guard = new NanGuard();
  const notes: { readonly step: number; readonly words: string }[] = [];
  let step = 0;
  const job: JobContext = {
    signal: new AbortController().signal,
    emit: (event) => {
      if (event.type === 'log') notes.push({ step, words: event.message });
    },
  };
  const begin = () => new StabilityMonitor({ learningRate: 1, warmUp, guard, usesLossScale: false }, job);
  let stability = begin();
  const rates: number[] = [];
  for (; step < steps; step++) {
    rates.push(stability.computeLearningRate(0));
    const finite = broken.has(step) ? 0 : 1;
    try {
      stability.observe(step, { lossA: 1, lossB: 1, finite });
    } catch (error) {
      if (!(error instanceof RollBackRequest)) throw error;
      notes.push({
        step,
        words: `Back to the save at iteration ${lastSave}, at ${percent(guard.rateFactor)} of the rate; warm-up again.`,
      });
      stability = begin();
    }
  }
  const x = (index: number) => plot.left + ((plot.right - plot.left) * index) / steps;
  const y = (rate: number) => plot.top + ((plot.bottom - plot.top) * -Math.log2(Math.max(rate, 2 ** -10))) / 10;
  return svg(960, 380, 'The learning rate over a run', [
    ...[0, 2, 4, 6, 8, 10].flatMap((halvings) => [
      line(`M${plot.left},${at(y(2 ** -halvings))}H${plot.right}`, colors.line, { 'stroke-width': 0.5 }),
      text(plot.left - 8, y(2 ** -halvings) + 4, halvings === 0 ? 'rate' : `1/${2 ** halvings}`, {
        anchor: 'end',
        size: 11,
      }),
    ]),
    ...[0, 100, 200, 300, 400, 500].map((index) =>
      text(x(index), plot.bottom + 20, String(index), { anchor: 'middle', size: 11 }),
    ),
    text((plot.left + plot.right) / 2, plot.bottom + 40, 'steps, in the order in which they are made', {
      anchor: 'middle',
      fill: colors.faint,
    }),
    line(rates.map((rate, i) => `${i === 0 ? 'M' : 'L'}${at(x(i))},${at(y(rate))}`).join(''), colors.updates, {
      'stroke-width': 2,
    }),
    ...notes.flatMap(({ step: when, words }, i) => [
      text(plot.left, 28 + 22 * i, words, { size: 12, fill: colors.guard }),
      line(`M${at(x(when))},${28 + 22 * notes.length - 10}V${plot.bottom}`, colors.guard, {
        'stroke-width': 0.7,
        'stroke-dasharray': '3 3',
      }),
    ]),
  ]);
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}

import { escapeHtml } from '../shared/escapeHtml';
import type { Side } from './document';

export interface HistogramSeries {
  readonly side: Exclude<Side, 'pair'>;
  /** What it is called. */
  readonly name: string;
  readonly values: readonly number[];
}

export interface Histogram {
  readonly title: string;
  readonly unit: string;
  /** What the axis spans; values beyond it are counted in the first or the last bar. */
  readonly range: readonly [number, number];
  /** One series or two, which are drawn over each other. */
  readonly series: readonly HistogramSeries[];
}

const [width, height, margin] = [320, 120, 8];
const bars = 30;

/** Returns a plot of how many of the values, as a share of each series, are in each part of the range. */
export function renderHistogram({ title, unit, range, series }: Histogram): string {
  const shares = series.map(({ values }) => countShares(values, range));
  const greatest = Math.max(...shares.flat(), 1e-9);
  const step = (width - 2 * margin) / bars;
  const drawn = series.map(({ side, name }, i) => {
    const rects = shares[i]!.map((share, bar) => {
      const tall = (share / greatest) * (height - 12);
      const from = formatNumber(range[0] + (bar * (range[1] - range[0])) / bars);
      const to = formatNumber(range[0] + ((bar + 1) * (range[1] - range[0])) / bars);
      const tip = `${name}: ${from} – ${to} ${unit}: ${(100 * share).toFixed(1)} %`;
      return share === 0
        ? ''
        : `<rect x="${(margin + bar * step).toFixed(1)}" y="${(height - tall).toFixed(1)}" width="${(step - 1).toFixed(1)}" height="${tall.toFixed(1)}"><title>${escapeHtml(tip)}</title></rect>`;
    });
    return `<g class="bars ${side}">${rects.join('')}</g>`;
  });
  return `<figure class="plot"><figcaption>${escapeHtml(title)}${unit === '' ? '' : ` <small>${escapeHtml(unit)}</small>`}</figcaption><svg viewBox="0 0 ${width} ${height + 16}" role="img" aria-label="${escapeHtml(title)}">${drawn.join('')}<path class="axis" d="M${margin} ${height}H${width - margin}"/>${renderTicks(range)}</svg></figure>`;
}

function countShares(values: readonly number[], [least, greatest]: readonly [number, number]): number[] {
  const counts = new Array<number>(bars).fill(0);
  for (const value of values) {
    const bar = Math.floor(((value - least) / (greatest - least)) * bars);
    counts[Math.min(bars - 1, Math.max(0, bar))]!++;
  }
  return counts.map((count) => count / Math.max(1, values.length));
}

function renderTicks([least, greatest]: readonly [number, number]): string {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle';
    const x = margin + share * (width - 2 * margin);
    return `<text x="${x}" y="${height + 13}" text-anchor="${anchor}">${formatNumber(least + share * (greatest - least))}</text>`;
  });
  return ticks.join('');
}

const formatNumber = (value: number) => String(Number(value.toFixed(value % 1 === 0 ? 0 : 1)));

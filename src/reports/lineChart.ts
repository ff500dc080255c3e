import { escapeHtml } from '../shared/escapeHtml';
import { t } from '../shared/l10n';
import { type Axis, createAxis, createLogAxis, formatFigure } from './axis';

/** The colors of lines, each with a dash of its own, so that they are told apart without colors, too. */
export const tones = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
export type Tone = (typeof tones)[number];

export interface ChartLine {
  readonly name: string;
  readonly tone: Tone;
  /** In order of x; where y is not finite, the line has a gap. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly min?: number; readonly max?: number }[];
}

export interface LineChart {
  readonly title: string;
  /** What stands small after the title: a unit, or which direction is better. */
  readonly note?: string;
  /** What the x axis counts, such as `iterations`. */
  readonly xLabel: string;
  readonly lines: readonly ChartLine[];
  /** Levels to compare with, each with its name. */
  readonly levels?: readonly { readonly name: string; readonly value: number }[];
  /** Whether equal ratios get equal heights; only where all values are above zero. */
  readonly isLogarithmic?: boolean;
  readonly isWide?: boolean;
}

/** Lines with more points are not drawn finer than a page can show. */
const mostTips = 120;
const [left, right, top, bottom] = [46, 10, 8, 30];

/**
 * Returns lines over a common axis. A dot marks the last value of each. Pointing at a place tells the values there, and the
 * description tells where each line begins and ends, and its extremes.
 */
export function renderLineChart(chart: LineChart): string {
  const { title, note = '', lines, xLabel, isWide = false } = chart;
  const shown = lines.filter(({ points }) => points.some(({ y }) => Number.isFinite(y)));
  if (shown.length === 0) return '';
  const [width, height] = isWide ? [960, 280] : [320, 170];
  const [x, y] = createAxes(chart, shown, width, height);
  const grid = y.ticks.map((tick) => {
    const at = y.place(tick).toFixed(1);
    return `<path class="axis" d="M${left} ${at}H${width - right}"/><text x="${left - 6}" y="${Number(at) + 3}" text-anchor="end">${formatFigure(tick)}</text>`;
  });
  const xs = x.ticks.map(
    (tick) =>
      `<text x="${x.place(tick).toFixed(1)}" y="${height - bottom + 14}" text-anchor="middle">${formatFigure(tick)}</text>`,
  );
  const label = `<text x="${(left + width - right) / 2}" y="${height - 3}" text-anchor="middle">${escapeHtml(xLabel)}</text>`;
  const drawn = shown.map((line) => drawLine(line, x, y));
  const parts = [...grid, ...xs, label, ...drawLevels(chart, y, width), ...drawn, ...drawTips(chart, shown, x, height)];
  const caption = `${escapeHtml(title)}${note === '' ? '' : ` <small>${escapeHtml(note)}</small>`}`;
  const spoken = [`${title}.`, ...shown.map((line) => describeLine(line, xLabel))].join(' ');
  return `<figure class="plot lines${isWide ? ' all' : ''}"><figcaption>${caption}</figcaption><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(spoken)}">${parts.join('')}</svg></figure>`;
}

/** Returns a sentence that says what a line shows, for those who do not see it. */
export function describeLine({ name, points }: ChartLine, xLabel: string): string {
  const known = points.filter(({ y }) => Number.isFinite(y));
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) return '';
  const least = known.reduce((best, point) => (point.y < best.y ? point : best));
  const greatest = known.reduce((best, point) => (point.y > best.y ? point : best));
  const [a, b, low, high] = [first, last, least, greatest].map((point) => [point.y, point.x].map(formatFigure));
  return t(
    '{0}: {1} at {2}, {3} at {4} ({9}); least {5} at {6}, greatest {7} at {8}.',
    ...[name, ...a!, ...b!, ...low!, ...high!, xLabel],
  );
}

function createAxes(chart: LineChart, lines: readonly ChartLine[], width: number, height: number): [Axis, Axis] {
  const points = lines.flatMap((line) => line.points.filter((point) => Number.isFinite(point.y)));
  const xs = points.map((point) => point.x);
  const levels = (chart.levels ?? []).map(({ value }) => value);
  const ys = [...points.flatMap(({ y, min = y, max = y }) => [y, min, max]), ...levels].filter(Number.isFinite);
  const [low, high] = [findLeast(ys), findGreatest(ys)];
  const room = { from: height - bottom, to: top, ticks: chart.isWide ? 5 : 3 };
  const isLogarithmic = chart.isLogarithmic === true && low > 0;
  const margin = (high - low) * 0.06;
  const ends =
    low >= 0 ? ([Math.max(0, low - margin), high + margin || 1] as const) : ([low - margin, high + margin] as const);
  const y = isLogarithmic ? createLogAxis([low, high], room) : createAxis(ends, room);
  const across = { from: left + 4, to: width - right - 4, ticks: chart.isWide ? 9 : 3 };
  return [createAxis([findLeast(xs), findGreatest(xs)], across), y];
}

// Not by a spread: a call takes only so many arguments.
const findLeast = (values: readonly number[]) => values.reduce((least, value) => Math.min(least, value));
const findGreatest = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value));

function drawLine({ tone, points }: ChartLine, x: Axis, y: Axis): string {
  const pixel = (at: number, value: number) => `${x.place(at).toFixed(1)} ${y.place(value).toFixed(1)}`;
  let isApart = true;
  const path = points.map((point) => {
    if (!Number.isFinite(point.y)) {
      isApart = true;
      return '';
    }
    const move = isApart ? 'M' : 'L';
    isApart = false;
    return `${move}${pixel(point.x, point.y)}`;
  });
  const last = points.findLast((point) => Number.isFinite(point.y))!;
  const inBand = points.filter(({ min, max }) => Number.isFinite(min) && Number.isFinite(max));
  const edge = [
    ...inBand.map((point) => pixel(point.x, point.max!)),
    ...inBand.toReversed().map((point) => pixel(point.x, point.min!)),
  ];
  const band = inBand.length > 1 ? `<path class="band ${tone}" d="M${edge.join('L')}Z"/>` : '';
  const [cx, cy] = pixel(last.x, last.y).split(' ');
  return `${band}<path class="line ${tone}" d="${path.join('')}"/><circle class="${tone}" cx="${cx}" cy="${cy}" r="3"/>`;
}

function drawLevels({ levels = [] }: LineChart, y: Axis, width: number): string[] {
  return levels
    .filter(({ value }) => Number.isFinite(value))
    .map(({ name, value }) => {
      const at = y.place(value);
      const text = `${name}: ${formatFigure(value)}`;
      const below = at < top + 12 ? 11 : -4;
      return `<path class="level" d="M${left} ${at.toFixed(1)}H${width - right}"/><text class="level" x="${width - right}" y="${(at + below).toFixed(1)}" text-anchor="end">${escapeHtml(text)}</text>`;
    });
}

/** Returns areas without a color from edge to edge, which tell the values at the place that is pointed at. */
function drawTips({ xLabel }: LineChart, lines: readonly ChartLine[], x: Axis, height: number): string[] {
  const texts = new Map<number, string[]>();
  for (const { name, points } of lines)
    for (const point of points)
      if (Number.isFinite(point.y))
        texts.set(point.x, [...(texts.get(point.x) ?? []), `${name}: ${formatFigure(point.y)}`]);
  const all = [...texts].sort(([a], [b]) => a - b);
  const every = Math.ceil(all.length / mostTips);
  const kept = all.filter((_, i) => (all.length - 1 - i) % every === 0);
  const places = kept.map(([at]) => x.place(at));
  return kept.map(([at, values], i) => {
    const from = i === 0 ? places[i]! - 4 : (places[i - 1]! + places[i]!) / 2;
    const to = i === kept.length - 1 ? places[i]! + 4 : (places[i]! + places[i + 1]!) / 2;
    const tip = `${xLabel}: ${formatFigure(at)}\n${values.join('\n')}`;
    return `<rect class="tip" x="${from.toFixed(1)}" y="${top}" width="${Math.max(0, to - from).toFixed(1)}" height="${height - top - bottom}"><title>${escapeHtml(tip)}</title></rect>`;
  });
}

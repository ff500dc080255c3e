import uPlot from 'uplot';
import { element } from '../../page/element';
import { formatLoss, formatShort, formatWhole } from './formatValues';

/** A line of a plot, optionally with a band between the minimum and the maximum. */
export interface PlotLine {
  readonly label: string;
  /** The last word of one of VS Code's chart colors, such as `blue`. */
  readonly color: string;
  readonly dash?: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  readonly min?: readonly (number | null)[];
  readonly max?: readonly (number | null)[];
}

export interface PlotOptions {
  readonly xLabel: string;
  readonly logScale?: boolean;
  /** The visible part of the x axis; all of it when absent. */
  readonly range?: readonly [number, number] | undefined;
  /** The whole x axis, where the lines cover only a part of it. */
  readonly extent?: readonly [number, number] | undefined;
  readonly valueText?: (value: number) => string;
  /** The range of the y axis, where it is fixed. */
  readonly yRange?: readonly [number, number];
}

export interface PlotHooks {
  /** Called when the user chooses a part of the x axis; undefined for all of it. */
  onRange?(range: readonly [number, number] | undefined): void;
}

/**
 * A plot of lines. Keys: + and - zoom, arrows pan, 0 or Escape shows all. A drag chooses a range, a double click
 * shows all.
 */
export class Plot {
  readonly root: HTMLElement;
  readonly #holder = element('div', { class: 'plot-holder' });
  readonly #hooks: PlotHooks;
  #plot: uPlot | undefined;
  #built = '';
  #lines: readonly PlotLine[] = [];
  #plotOptions: PlotOptions = { xLabel: '' };

  constructor(label: string, hooks: PlotHooks = {}) {
    this.#hooks = hooks;
    const keys = hooks.onRange ? { tabindex: 0, 'aria-keyshortcuts': '+ - 0 ArrowLeft ArrowRight' } : {};
    this.root = element('div', { class: 'plot', role: 'img', 'aria-label': label, ...keys }, this.#holder);
    if (hooks.onRange) this.root.addEventListener('keydown', (event) => this.#onKey(event));
    new ResizeObserver(() => this.#fit()).observe(this.root);
    onThemeChange(() => {
      this.#built = '';
      this.show(this.#lines, this.#plotOptions);
    });
  }

  show(lines: readonly PlotLine[], look: PlotOptions): void {
    this.#lines = lines;
    this.#plotOptions = look;
    const data = alignLines(lines, look.logScale === true);
    const key = JSON.stringify([
      lines.map(({ label, color, dash, min }) => [label, color, dash, !!min]),
      { ...look, range: 0, extent: 0 },
    ]);
    if (this.#plot && key === this.#built) {
      this.#plot.setData(data);
      this.#fit();
      return;
    }
    this.#built = key;
    this.#plot?.destroy();
    const { width, height } = this.#measureRoom();
    this.#plot = new uPlot({ width, height, ...this.#buildOptions() }, data, this.#holder);
    this.#fit();
    const legend = this.#holder.querySelector('.u-legend');
    if (legend) new ResizeObserver(() => this.#fit()).observe(legend);
  }

  /** Zooms around the middle of the visible range; a factor below 1 zooms in. */
  zoom(factor: number): void {
    const { min, max } = this.#plot?.scales.x ?? {};
    if (min == null || max == null) return;
    const [middle, half] = [(min + max) / 2, ((max - min) / 2) * factor];
    this.#choose(middle - half, middle + half);
  }

  #move(share: number): void {
    const { min, max } = this.#plot?.scales.x ?? {};
    if (min == null || max == null) return;
    const by = (max - min) * share;
    const [first, last] = this.#getExtent();
    const within = Math.max(first - min, Math.min(last - max, by));
    this.#choose(min + within, max + within);
  }

  #choose(min: number, max: number): void {
    const [first, last] = this.#getExtent();
    if (!(max > min)) return;
    const isAll = min <= first && max >= last;
    this.#hooks.onRange?.(isAll ? undefined : [Math.max(first, min), Math.min(last, max)]);
  }

  /** Replaces uPlot's own handler, which does not know that the page sets the range. */
  #showAll(): null {
    this.#hooks.onRange?.(undefined);
    return null;
  }

  #getExtent(): readonly [number, number] {
    if (this.#plotOptions.extent) return this.#plotOptions.extent;
    const x = this.#lines.flatMap((line) => (line.x.length > 0 ? [line.x[0]!, line.x.at(-1)!] : []));
    return [Math.min(...x), Math.max(...x)];
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const actions: Readonly<Record<string, () => void>> = {
      '+': () => this.zoom(0.5),
      '=': () => this.zoom(0.5),
      '-': () => this.zoom(2),
      '0': () => this.#hooks.onRange?.(undefined),
      Escape: () => this.#hooks.onRange?.(undefined),
      ArrowLeft: () => this.#move(-0.2),
      ArrowRight: () => this.#move(0.2),
    };
    if (!actions[event.key]) return;
    actions[event.key]!();
    event.preventDefault();
  }

  #measureRoom() {
    const { clientWidth, clientHeight } = this.root;
    const legend = this.#holder.querySelector<HTMLElement>('.u-legend')?.offsetHeight ?? 24;
    return { width: Math.max(160, clientWidth), height: Math.max(120, clientHeight - legend) };
  }

  #fit(): void {
    if (!this.#plot || this.root.clientWidth === 0) return;
    const room = this.#measureRoom();
    if (room.width !== this.#plot.width || room.height !== this.#plot.height) this.#plot.setSize(room);
  }

  #buildOptions(): Omit<uPlot.Options, 'width' | 'height'> {
    const { logScale, yRange, xLabel, valueText = formatLoss } = this.#plotOptions;
    const theme = readPlotTheme();
    const axis = {
      stroke: theme.text,
      grid: { stroke: theme.grid, width: 1 },
      ticks: { stroke: theme.grid, width: 1 },
    };
    const font = { font: theme.font, labelFont: theme.font };
    return {
      series: [
        { label: xLabel, value: (_, value) => (value == null ? '–' : formatWhole(value)) },
        ...this.#buildSeries(theme),
      ],
      bands: this.#buildBands(theme),
      scales: {
        x: { time: false, range: (_, min, max) => [...(this.#plotOptions.range ?? ([min, max] as const))] },
        y: { distr: logScale ? 3 : 1, ...(yRange ? { range: [...yRange] } : {}) },
      },
      axes: [
        {
          ...axis,
          ...font,
          label: xLabel,
          labelSize: 18,
          size: 34,
          values: (_, ticks) => ticks.map((tick) => formatShort(tick)),
        },
        {
          ...axis,
          ...font,
          size: 56,
          values: (_, ticks) => ticks.map((tick) => (tick == null ? '' : valueText(tick))),
        },
      ],
      cursor: {
        drag: { x: this.#hooks.onRange !== undefined, y: false, setScale: false },
        bind: { dblclick: () => () => this.#showAll() },
      },
      legend: { markers: { width: 2, fill: (_, i) => this.#chooseMarkerFill(i, theme) } },
      hooks: { setSelect: [(plot) => this.#onSelect(plot)] },
    };
  }

  #onSelect(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.#choose(from, to);
  }

  #buildSeries({ color }: ReturnType<typeof readPlotTheme>): uPlot.Series[] {
    const { valueText = formatLoss } = this.#plotOptions;
    const points = { show: false };
    return this.#lines.flatMap((line): uPlot.Series[] => {
      const value = (_: uPlot, at: number | null) => (at == null ? '–' : valueText(at));
      const dash = line.dash ? { dash: [...line.dash] } : {};
      const main = {
        label: line.label,
        stroke: color(line.color),
        width: 1.75,
        spanGaps: true,
        points,
        value,
        ...dash,
      };
      const edge = { label: '', class: 'edge', stroke: 'transparent', width: 0, auto: false, spanGaps: true, points };
      return line.min ? [main, edge, edge] : [main];
    });
  }

  /** Returns the fill of a marker in the legend: a dashed line has a hollow one. */
  #chooseMarkerFill(series: number, { color }: ReturnType<typeof readPlotTheme>): string {
    const owners = this.#lines.flatMap((line) => (line.min ? [line, undefined, undefined] : [line]));
    const line = owners[series - 1];
    return line && !line.dash ? color(line.color) : 'transparent';
  }

  #buildBands({ faint }: ReturnType<typeof readPlotTheme>): uPlot.Band[] {
    let index = 1;
    return this.#lines.flatMap((line) => {
      const at = index;
      index += line.min ? 3 : 1;
      return line.min ? [{ series: [at + 1, at + 2] as [number, number], fill: faint(line.color) }] : [];
    });
  }
}

/** Returns the values of all lines over one common x axis. */
function alignLines(lines: readonly PlotLine[], positiveOnly: boolean): uPlot.AlignedData {
  if (lines.length === 0) return [[]];
  const usable = (values: readonly (number | null)[]) =>
    positiveOnly ? values.map((value) => (value !== null && value > 0 ? value : null)) : [...values];
  const tables = lines.map(({ x, y, min, max }): uPlot.AlignedData => {
    const band = min && max ? [usable(max), usable(min)] : [];
    return [[...x], usable(y), ...band];
  });
  return tables.length === 1 ? tables[0]! : uPlot.join(tables);
}

/** Returns the colors and the font of VS Code's theme, for drawing on a canvas. */
export function readPlotTheme() {
  const style = getComputedStyle(document.body);
  const variable = (name: string) => style.getPropertyValue(`--vscode-${name}`).trim();
  const text = variable('foreground') || style.color;
  const isHighContrast = /vscode-high-contrast/.test(document.body.className);
  const color = (name: string) => variable(`charts-${name}`) || text;
  return {
    text,
    grid: `color-mix(in srgb, ${text} ${isHighContrast ? 40 : 18}%, transparent)`,
    font: `11px ${style.fontFamily}`,
    color,
    faint: (name: string) => `color-mix(in srgb, ${color(name)} 22%, transparent)`,
  };
}

/** Calls `listener` when the theme changes. */
export function onThemeChange(listener: () => void): void {
  new MutationObserver(listener).observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
}

import { t } from '../../../shared/l10n';
import { button, element } from '../../page/element';
import type { EvaluationMessage, ShownMeasure } from '../contract';
import { createRadioGroup } from './controls';
import { createEvaluationTable, createNewestFigures } from './evaluationFigures';
import { formatFigure } from './formatValues';
import { chooseColor, chooseDash, type NamedRuns } from './lossCurves';
import { Plot, type PlotLine } from './plot';
import type { ViewOptions, ViewState } from './viewState';

export interface EvaluationHooks {
  /** Returns what was measured of the runs that are followed. */
  read(): Promise<readonly EvaluationMessage[]>;
  /** When the first iteration of a run ended, in seconds since 1970; undefined where that is not known. */
  getStart(run: number): number | undefined;
}

/** The measures of each choice: they have one scale. */
const groups: Readonly<Record<ViewOptions['figures'], readonly string[]>> = {
  identity: ['margin', 'likenessToB', 'likenessToA', 'nearerToB'],
  expression: ['mouth', 'eyes'],
  detail: ['detail'],
  reconstruction: ['ssim'],
};

type Range = readonly [first: number, last: number];

/** The plot and the table of what is measured of this model and of others while they train. */
export class EvaluationSection {
  readonly root: HTMLElement;
  readonly #state: ViewState;
  readonly #runs: NamedRuns;
  readonly #measures: readonly ShownMeasure[];
  readonly #hooks: EvaluationHooks;
  readonly #known = new Map<number, EvaluationMessage>();
  readonly #trend = element('p', { class: 'description', role: 'status' });
  readonly #newest = element('dl', { class: 'newest' });
  readonly #plot: Plot;
  readonly #table: HTMLElement;
  #range: Range | undefined;

  constructor(state: ViewState, runs: NamedRuns, measures: readonly ShownMeasure[], hooks: EvaluationHooks) {
    this.#state = state;
    this.#runs = runs;
    this.#measures = measures;
    this.#hooks = hooks;
    const label = t('Figures on held-out faces by iteration; the table shows the same values');
    this.#plot = new Plot(label, { onRange: (range) => this.#lookAt(range) });
    const reading = { tabindex: '0', role: 'region', 'aria-label': t('Figures on held-out faces as a table') };
    this.#table = element('div', { class: 'scroller table-holder', ...reading });
    const title = element('h2', { id: 'evaluation-title' }, t('On held-out faces'));
    const parts = [title, this.#trend, this.#newest, this.#createTools(), this.#plot.root, this.#table];
    this.root = element('section', { class: 'evaluation', hidden: true, 'aria-labelledby': title.id }, ...parts);
    state.on(['figures', 'figureTable'], () => this.#draw());
    state.on(['axis'], () => this.#lookAt(undefined));
  }

  /** Reads everything anew: after the runs that are followed have changed. */
  async refresh(): Promise<void> {
    const messages = await this.#hooks.read();
    this.#known.clear();
    for (const message of messages) this.#known.set(message.run, message);
    this.#draw();
  }

  /** Takes what the host has sent of a run. */
  apply(message: EvaluationMessage): void {
    this.#known.set(message.run, message);
    this.#draw();
  }

  #lookAt(range: Range | undefined): void {
    this.#range = range;
    this.#draw();
  }

  #draw(): void {
    const { view } = this.#state;
    const shown = view.runs.flatMap((run) => {
      const message = this.#known.get(run);
      return message && message.points.length > 0 ? [message] : [];
    });
    this.root.hidden = shown.length === 0;
    if (shown.length === 0) return;
    const own = this.#known.get(0);
    const trend = own?.trend ?? '';
    this.#trend.hidden = trend === '';
    if (this.#trend.textContent !== trend) this.#trend.textContent = trend;
    this.#newest.replaceChildren(...createNewestFigures(own?.points ?? [], this.#measures));
    this.#plot.root.hidden = view.figureTable;
    this.#table.hidden = !view.figureTable;
    if (view.figureTable) this.#table.replaceChildren(createEvaluationTable(shown, this.#measures, this.#runs));
    else this.#plot.show(this.#createLines(shown), this.#describeAxes());
  }

  #describeAxes() {
    const isInHours = this.#state.view.axis === 'hours';
    const xLabel = isInHours ? t('Hours since the first iteration') : t('Iterations');
    return { xLabel, range: this.#range, valueText: formatFigure };
  }

  #createLines(shown: readonly EvaluationMessage[]): PlotLine[] {
    const { axis, figures } = this.#state.view;
    const wanted = this.#measures.flatMap((measure, at) =>
      groups[figures].includes(measure.name) ? [{ measure, at }] : [],
    );
    return shown.flatMap(({ run, points }, place) => {
      const start = this.#hooks.getStart(run) ?? points[0]!.seconds;
      const x = points.map(({ iteration, seconds }) =>
        axis === 'hours' ? Math.max(0, seconds - start) / 3600 : iteration,
      );
      return wanted.map(({ measure, at }, i): PlotLine => {
        const name = `${measure.label} ${measure.better === 'higher' ? '↑' : '↓'}`;
        const label = run === 0 ? name : `${this.#runs[run]?.name ?? ''}: ${name}`;
        const dash = chooseDash(place);
        return {
          label,
          color: chooseColor(i),
          x,
          y: points.map(({ values }) => values[at] ?? null),
          ...(dash && { dash }),
        };
      });
    });
  }

  #createTools(): HTMLElement {
    const box = element('input', { type: 'checkbox', checked: this.#state.view.figureTable });
    box.addEventListener('change', () => this.#state.set({ figureTable: box.checked }));
    return element(
      'div',
      { class: 'tools' },
      createRadioGroup(this.#state, 'figures', t('Figures'), [
        ['identity', t('Identity')],
        ['expression', t('Expression')],
        ['detail', t('Fine detail')],
        ['reconstruction', t('Reconstruction')],
      ]),
      element(
        'span',
        { class: 'zoom-buttons' },
        button({ icon: 'zoom-in', title: t('Zoom in') }, () => this.#plot.zoom(0.5)),
        button({ icon: 'zoom-out', title: t('Zoom out') }, () => this.#plot.zoom(2)),
        button({ icon: 'screen-full', title: t('Show all') }, () => this.#lookAt(undefined)),
      ),
      element('label', {}, box, t('Table of figures')),
    );
  }
}

import { t } from '../../../shared/l10n';
import { button, element, icon } from '../../page/element';
import { type CurveMessage, maxRunsAtOnce } from '../contract';
import { createCheckList, createRadioGroup } from './controls';
import { formatLoss, formatWhole, getLossLabel } from './formatValues';
import { CurveStore, createLossLines, type NamedRuns, type StoredCurve, toStoredCurve } from './lossCurves';
import { Plot } from './plot';
import type { ViewOptions, ViewState } from './viewState';

export interface LossSectionHooks {
  /** Follows these runs from now on, and returns their curves. */
  follow(runs: readonly number[]): Promise<readonly CurveMessage[]>;
  zoom(run: number, first: number, last: number): Promise<CurveMessage | null>;
  /** Called when the runs that are followed have changed. */
  onFollowed(): void;
}

type Range = readonly [first: number, last: number];

/** How often a zoomed range is read again at most, while it reaches the latest iteration. */
const zoomIntervalMs = 3000;

/** The plot and the table of the losses of this model and of others. */
export class LossSection {
  readonly root: HTMLElement;
  readonly #state: ViewState;
  readonly #runs: NamedRuns;
  readonly #hooks: LossSectionHooks;
  readonly #store = new CurveStore();
  readonly #lists = element('div', { class: 'lists' });
  readonly #nothing = element(
    'p',
    { class: 'empty description' },
    icon('graph-line'),
    t('No losses have been logged yet.'),
  );
  readonly #plot: Plot;
  readonly #table: HTMLElement;
  /** The visible part of the horizontal axis; undefined for all of it. */
  #range: Range | undefined;
  /** The curves of that part, in finer spans than the whole curves. */
  #closer: ReadonlyMap<number, StoredCurve> = new Map();
  #closerAt = 0;

  constructor(state: ViewState, runs: NamedRuns, hooks: LossSectionHooks) {
    this.#state = state;
    this.#runs = runs;
    this.#hooks = hooks;
    const label = t('Losses by iteration; the table shows the same values');
    this.#plot = new Plot(label, { onRange: (range) => this.#lookAt(range) });
    const reading = { tabindex: '0', role: 'region', 'aria-label': t('Losses as a table') };
    this.#table = element('div', { class: 'scroller table-holder', ...reading });
    const title = element('h2', { id: 'losses-title' }, t('Losses'));
    const tools = createLossTools(state, this.#plot, () => this.#lookAt(undefined));
    const parts = [title, tools, this.#lists, this.#nothing, this.#plot.root, this.#table];
    this.root = element('section', { class: 'losses', 'aria-labelledby': title.id }, ...parts);
    state.on(['logScale', 'smoothing', 'losses', 'table'], () => this.#draw());
    state.on(['axis'], () => this.#lookAt(undefined));
    state.on(['runs'], () => void this.#follow());
    void this.#follow();
  }

  /** Returns when the first iteration of a run ended, in seconds since 1970; undefined where that is not known. */
  getStart(run: number): number | undefined {
    return this.#store.getCurve(run)?.seconds.find((second) => second !== null) ?? undefined;
  }

  /** Adds a part of a curve that the host has sent. */
  apply(message: CurveMessage): void {
    const before = this.#store.getCurve(message.run)?.lastIteration ?? 0;
    this.#store.apply(message);
    this.#showLists();
    this.#draw();
    const reachesEnd = this.#range !== undefined && this.#range[1] >= before;
    if (reachesEnd && performance.now() - this.#closerAt > zoomIntervalMs) void this.#readCloser();
  }

  async #follow(): Promise<void> {
    const { runs } = this.#state.view;
    this.#store.keepOnly(runs);
    for (const message of await this.#hooks.follow(runs)) this.#store.apply(message);
    this.#showLists();
    this.#draw();
    this.#hooks.onFollowed();
    await this.#readCloser();
  }

  #lookAt(range: Range | undefined): void {
    this.#range = range;
    this.#closer = new Map();
    this.#draw();
    void this.#readCloser();
  }

  async #readCloser(): Promise<void> {
    const range = this.#range;
    const { axis, runs } = this.#state.view;
    if (!range || axis !== 'iterations') return;
    this.#closerAt = performance.now();
    const first = Math.max(1, Math.floor(range[0]));
    const last = Math.max(first, Math.ceil(range[1]));
    const read = async (run: number) => [run, await this.#hooks.zoom(run, first, last)] as const;
    const parts = await Promise.all(runs.map(read));
    if (this.#range !== range) return;
    this.#closer = new Map(parts.flatMap(([run, part]) => (part ? [[run, toStoredCurve(part)] as const] : [])));
    this.#draw();
  }

  #draw(): void {
    const { view } = this.#state;
    const lines = createLossLines(view, this.#runs, (run) => this.#closer.get(run) ?? this.#store.getCurve(run));
    this.#nothing.hidden = lines.length > 0;
    this.#plot.root.hidden = view.table || lines.length === 0;
    this.#table.hidden = !view.table || lines.length === 0;
    const xLabel = view.axis === 'hours' ? t('Hours since the first iteration') : t('Iterations');
    if (view.table) this.#table.replaceChildren(createLossTable(this.#store, view, this.#runs));
    else this.#plot.show(lines, { xLabel, logScale: view.logScale, range: this.#range, extent: this.#extent() });
  }

  /** Returns the range of the whole curves, also while only a part of it is visible. */
  #extent(): Range | undefined {
    const { axis, runs } = this.#state.view;
    const iterations = runs.map((run) => this.#store.getCurve(run)?.iterations ?? []);
    const ends = iterations.flatMap((all) => (all.length > 0 ? [all[0]!, all.at(-1)!] : []));
    return axis === 'iterations' && ends.length > 0 ? [Math.min(...ends), Math.max(...ends)] : undefined;
  }

  /** Shows the lists of losses and models to choose from. */
  #showLists(): void {
    const names = this.#store.names.map((name) => [name, getLossLabel(name)] as const);
    if (this.#lists.dataset.names === names.join()) return;
    this.#lists.dataset.names = names.join();
    const { view } = this.#state;
    const losses = createCheckList(t('Losses'), names, view.losses, (chosen) => this.#state.set({ losses: chosen }));
    const known = this.#runs.map(({ name }, run) => [run, name] as const);
    const choose = (chosen: number[]) => this.#state.set({ runs: chosen.slice(0, maxRunsAtOnce) });
    const models = this.#runs.length > 1 ? [createCheckList(t('Models'), known, view.runs, choose)] : [];
    this.#lists.replaceChildren(losses, ...models);
  }
}

/** Creates the controls for the plot of the losses. */
export function createLossTools(state: ViewState, plot: Plot, showAll: () => void): HTMLElement {
  const check = (key: 'logScale' | 'table', text: string) => {
    const box = element('input', { type: 'checkbox', checked: state.view[key] });
    box.addEventListener('change', () => state.set({ [key]: box.checked }));
    return element('label', {}, box, text);
  };
  const smoothing = element('input', { type: 'range', min: 0, max: 0.99, step: 0.01 });
  smoothing.value = String(state.view.smoothing);
  const tell = () => smoothing.setAttribute('aria-valuetext', formatLoss(state.view.smoothing));
  smoothing.addEventListener('input', () => {
    state.set({ smoothing: Number(smoothing.value) });
    tell();
  });
  tell();
  return element(
    'div',
    { class: 'tools' },
    createRadioGroup(state, 'axis', t('Horizontal axis'), [
      ['iterations', t('Iterations')],
      ['hours', t('Hours')],
    ]),
    check('logScale', t('Log scale')),
    element('label', {}, t('Smoothing'), smoothing),
    element(
      'span',
      { class: 'zoom-buttons' },
      button({ icon: 'zoom-in', title: t('Zoom in') }, () => plot.zoom(0.5)),
      button({ icon: 'zoom-out', title: t('Zoom out') }, () => plot.zoom(2)),
      button({ icon: 'screen-full', title: t('Show all') }, showAll),
    ),
    check('table', t('Table')),
  );
}

const maxTableRows = 40;

/** Creates a table of the curves, latest first, with the means of evenly spaced spans. */
export function createLossTable(
  store: CurveStore,
  view: ViewOptions,
  runs: readonly { readonly name: string }[],
): HTMLElement {
  const parts = view.runs.flatMap((run) => {
    const curve = store.getCurve(run);
    return curve ? [{ name: runs[run]?.name ?? '', curve }] : [];
  });
  const caption = element('caption', {}, t('Mean losses up to each iteration'));
  const head = element(
    'tr',
    {},
    ...[t('Model'), t('Iteration'), ...view.losses.map(getLossLabel)].map((text) =>
      element('th', { scope: 'col' }, text),
    ),
  );
  const rows = parts.flatMap(({ name, curve }) => {
    const every = Math.max(1, Math.ceil(curve.iterations.length / maxTableRows));
    const last = curve.iterations.length - 1;
    const shown = curve.iterations.map((_, i) => i).filter((i) => (last - i) % every === 0);
    return shown.reverse().map((i) =>
      element(
        'tr',
        {},
        element('td', {}, name),
        element('th', { scope: 'row' }, formatWhole(curve.iterations[i]!)),
        ...view.losses.map((key) => {
          const value = curve.series.get(key)?.mean[i] ?? null;
          return element('td', {}, value === null ? '–' : formatLoss(value));
        }),
      ),
    );
  });
  return element('table', {}, caption, element('thead', {}, head), element('tbody', {}, ...rows));
}

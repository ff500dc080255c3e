import { t } from '../../src/shared/l10n';
import type { CurveMessage } from '../../src/shared/panels/trainingContract';
import { button, element, icon } from '../common/element';
import { checkList } from './checkList';
import { createChoice } from './choice';
import { CurveStore, type StoredCurve, smoothed, stored } from './curveStore';
import { loss, lossName } from './format';
import { lossTable } from './lossTable';
import { Plot, type PlotLine } from './plot';
import type { ViewState } from './viewState';

export interface LossSection {
  readonly root: HTMLElement;
  apply(message: CurveMessage): void;
}

export interface LossSectionHooks {
  /** Follows these runs from now on; gives their curves. */
  follow(runs: readonly number[]): Promise<readonly CurveMessage[]>;
  closer(run: number, first: number, last: number): Promise<CurveMessage | null>;
}

const colors = ['blue', 'orange', 'purple', 'green', 'red', 'yellow'];
const dashes: readonly (readonly number[] | undefined)[] = [undefined, [7, 4], [2, 3], [9, 3, 2, 3], [4, 2]];
/** A closer look that reaches the newest iteration is read anew so often at most. */
const closerEveryMs = 3000;

/** The losses of this model and of others, as they fell. */
export function createLossSection(
  state: ViewState,
  runs: readonly { readonly name: string }[],
  hooks: LossSectionHooks,
): LossSection {
  const store = new CurveStore();
  let range: readonly [number, number] | undefined;
  let closer = new Map<number, StoredCurve>();
  let closerAt = 0;
  const plot = new Plot(t('Losses over the iterations; the table has the same in figures'), {
    onRange: (chosen) => {
      range = chosen;
      closer = new Map();
      draw();
      void lookCloser();
    },
  });
  const table = element('div', {
    class: 'scroller table-holder',
    tabindex: '0',
    role: 'region',
    'aria-label': t('Losses as a table'),
  });
  const nothing = element('p', { class: 'empty description' }, icon('graph-line'), t('No loss is logged yet.'));
  const curveOf = (run: number) => closer.get(run) ?? store.curve(run);

  const lookCloser = async () => {
    const wanted = range;
    if (!wanted || state.view.axis !== 'iterations') return;
    closerAt = performance.now();
    const [first, last] = [Math.max(1, Math.floor(wanted[0])), Math.ceil(wanted[1])];
    const answers = await Promise.all(
      state.view.runs.map(async (run) => [run, await hooks.closer(run, first, Math.max(first, last))] as const),
    );
    if (range !== wanted) return;
    closer = new Map(answers.flatMap(([run, part]) => (part ? [[run, stored(part)] as const] : [])));
    draw();
  };
  const draw = () => {
    const { view } = state;
    const lines = linesOf(state, runs, curveOf);
    nothing.hidden = lines.length > 0;
    plot.root.hidden = view.table || lines.length === 0;
    table.hidden = !view.table || lines.length === 0;
    if (view.table) table.replaceChildren(lossTable(store, view, runs));
    else plot.show(lines, { xLabel: axisName(state), logScale: view.logScale, range });
  };
  const follow = async () => {
    store.keepOnly(state.view.runs);
    for (const message of await hooks.follow(state.view.runs)) store.apply(message);
    showLists();
    draw();
  };
  const lists = element('div', { class: 'lists' });
  const showLists = () => {
    const names = store.names.map((name) => [name, lossName(name)] as const);
    if (lists.dataset.names === names.join()) return;
    lists.dataset.names = names.join();
    const losses = checkList(t('Losses'), names, state.view.losses, (chosen) => state.set({ losses: chosen }));
    const known = runs.map(({ name }, run) => [run, name] as const);
    const models = checkList(t('Models'), known, state.view.runs, (chosen) => state.set({ runs: chosen.slice(0, 8) }));
    lists.replaceChildren(losses, ...(runs.length > 1 ? [models] : []));
  };
  state.on(['logScale', 'smoothing', 'losses', 'table'], draw);
  state.on(['axis'], () => {
    range = undefined;
    closer = new Map();
    draw();
  });
  state.on(['runs'], () => void follow());
  const title = element('h2', { id: 'losses-title' }, t('Losses'));
  const tools = lossTools(state, plot, () => {
    range = undefined;
    closer = new Map();
    draw();
  });
  void follow();
  return {
    root: element(
      'section',
      { class: 'losses', 'aria-labelledby': title.id },
      title,
      tools,
      lists,
      nothing,
      plot.root,
      table,
    ),
    apply(message) {
      const before = store.curve(message.run)?.lastIteration ?? 0;
      store.apply(message);
      showLists();
      draw();
      const reachesEnd = range !== undefined && range[1] >= before;
      if (reachesEnd && performance.now() - closerAt > closerEveryMs) void lookCloser();
    },
  };
}

function axisName(state: ViewState): string {
  return state.view.axis === 'hours' ? t('Hours since the first iteration') : t('Iterations');
}

function linesOf(
  { view }: ViewState,
  runs: readonly { readonly name: string }[],
  curveOf: (run: number) => StoredCurve | undefined,
): PlotLine[] {
  return view.runs.flatMap((run, place) => {
    const curve = curveOf(run);
    if (!curve) return [];
    const x = view.axis === 'hours' ? hoursOf(curve) : curve.iterations;
    return view.losses.flatMap((name, i): PlotLine[] => {
      const series = curve.series.get(name);
      if (!series) return [];
      const label = run === 0 ? lossName(name) : `${runs[run]?.name ?? ''}: ${lossName(name)}`;
      const dash = dashes[place % dashes.length];
      const color = colors[i % colors.length]!;
      const band = run === 0 ? { min: series.min, max: series.max } : {};
      return [{ label, color, x, y: smoothed(series.mean, view.smoothing), ...band, ...(dash && { dash }) }];
    });
  });
}

/** A stretch without a line is at the time of the one before. */
function hoursOf({ seconds }: StoredCurve): number[] {
  const first = seconds.find((second) => second !== null) ?? 0;
  let last = first;
  return seconds.map((second) => {
    last = Math.max(last, second ?? last);
    return (last - first) / 3600;
  });
}

function lossTools(state: ViewState, plot: Plot, showAll: () => void): HTMLElement {
  const check = (key: 'logScale' | 'table', text: string) => {
    const box = element('input', { type: 'checkbox', checked: state.view[key] });
    box.addEventListener('change', () => state.set({ [key]: box.checked }));
    return element('label', {}, box, text);
  };
  const smoothing = element('input', { type: 'range', min: 0, max: 0.99, step: 0.01 });
  smoothing.value = String(state.view.smoothing);
  const tell = () => smoothing.setAttribute('aria-valuetext', loss(state.view.smoothing));
  smoothing.addEventListener('input', () => {
    state.set({ smoothing: Number(smoothing.value) });
    tell();
  });
  tell();
  return element(
    'div',
    { class: 'tools' },
    createChoice(state, 'axis', t('Horizontal axis'), [
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

import { t } from '../../src/shared/l10n';
import { type PreviewRecord, previewColumns } from '../../src/shared/previewRecord';
import { element } from '../common/element';
import { placesOf, type Region, regionBox, regionsOf, showPatch, sizeOf } from './patch';
import type { ViewState } from './viewState';

export interface FacesView {
  readonly root: HTMLElement;
  /** Shows a picture of the record, by its place there. */
  show(record: PreviewRecord, picture: number): void;
}

/** All faces of a preview: a row a face, a column for each way. Arrow keys walk; Enter looks at one face. */
export function createAllFaces(state: ViewState): FacesView {
  const grid = element('div', { class: 'all-faces', role: 'grid', 'aria-label': t('Previews of all faces') });
  let [rows, active] = [0, { row: 0, column: 0 }];
  const cellAt = (row: number, column: number) =>
    grid.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`);

  const activate = (row: number, column: number, focus: boolean) => {
    cellAt(active.row, active.column)?.setAttribute('tabindex', '-1');
    active = { row: Math.max(0, Math.min(rows - 1, row)), column: Math.max(0, Math.min(5, column)) };
    const cell = cellAt(active.row, active.column);
    cell?.setAttribute('tabindex', '0');
    if (focus) cell?.focus();
  };
  const open = (row: number, column: number) => {
    const before = column < 3 ? 0 : 3;
    state.set({ mode: 'one', face: row, before, after: column === before ? before + 2 : column });
  };
  const build = (record: PreviewRecord, picture: number) => {
    const set = record.sets[record.pictures[picture]?.set ?? -1];
    rows = set?.a.length ?? 0;
    const cells = Array.from({ length: rows }, (_, row) =>
      element(
        'div',
        { role: 'row', class: 'row' },
        ...previewColumns.map((_, column) => cell(row, column, state.view.region)),
      ),
    );
    grid.replaceChildren(headings(), ...cells);
    grid.setAttribute('aria-rowcount', String(rows + 1));
    grid.dataset.built = `${rows} ${state.view.region}`;
    activate(active.row, active.column, false);
  };

  grid.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const { row, column } = active;
    const places: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      Home: [event.ctrlKey ? 0 : row, 0],
      End: [event.ctrlKey ? rows - 1 : row, 5],
      PageUp: [row - 4, column],
      PageDown: [row + 4, column],
    };
    const place = places[event.key];
    if (place) activate(...place, true);
    else if (event.key === 'Enter' || event.key === ' ') open(row, column);
    else return;
    event.preventDefault();
  });
  const cellOf = (event: Event) => (event.target as HTMLElement).closest<HTMLElement>('[data-row]')?.dataset;
  grid.addEventListener('click', (event) => {
    const at = cellOf(event);
    if (at) activate(Number(at.row), Number(at.column), true);
  });
  grid.addEventListener('dblclick', (event) => {
    const at = cellOf(event);
    if (at) open(Number(at.row), Number(at.column));
  });

  const root = element('div', { class: 'scroller' }, grid);
  let shown: { record: PreviewRecord; picture: number } | undefined;
  const draw = () => {
    if (!shown || root.clientWidth === 0) return;
    const { record, picture } = shown;
    const size = state.view.size ?? fittingSize(root.clientWidth);
    grid.style.setProperty('--size', `${size}px`);
    for (const patch of grid.querySelectorAll<HTMLElement>('.patch')) {
      const [row, column] = [Number(patch.parentElement!.dataset.row), Number(patch.parentElement!.dataset.column)];
      const region = patch.dataset.region as Region;
      const box = regionBox(region, placesOf(record, picture, row, column), record.patch);
      showPatch(patch, record, { row, column, box }, sizeOf(region, size));
    }
  };
  new ResizeObserver(draw).observe(root);
  return {
    root,
    show(record, picture) {
      const set = record.sets[record.pictures[picture]?.set ?? -1];
      if (grid.dataset.built !== `${set?.a.length ?? 0} ${state.view.region}`) build(record, picture);
      shown = { record, picture };
      draw();
    },
  };
}

/** Six beside each other, with what is between them. */
function fittingSize(width: number): number {
  return Math.max(48, Math.min(128, Math.floor((width - 36) / 6)));
}

function headings(): HTMLElement {
  const labels = previewColumns.map((label) => element('div', { role: 'columnheader', class: 'column' }, label));
  return element('div', { role: 'row', class: 'row headings' }, ...labels);
}

function cell(row: number, column: number, region: ViewState['view']['region']): HTMLElement {
  const label = t('Face {0}: {1}', row + 1, previewColumns[column]!);
  const patches = regionsOf(region).map((each) => element('div', { class: 'patch', 'data-region': each }));
  const at = { 'data-row': row, 'data-column': column, tabindex: -1 };
  return element('div', { role: 'gridcell', class: 'cell', 'aria-label': label, ...at }, ...patches);
}

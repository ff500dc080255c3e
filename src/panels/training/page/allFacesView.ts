import { t } from '../../../shared/l10n';
import { type PreviewRecord, previewColumns } from '../../../shared/previewRecord';
import { element } from '../../page/element';
import { computeRegionBox, computeSize, getPlaces, listRegions, type Region, showPatch } from './previewPatches';
import type { ViewState } from './viewState';

export interface PreviewView {
  readonly root: HTMLElement;
  /** Shows a picture of the record, by its index. */
  show(record: PreviewRecord, picture: number): void;
}

/** Rows that Page Up and Page Down move by. */
const rowsPerPage = 4;

/** All faces of a preview, with a row for each face. The arrow keys move among the cells; Enter opens a face. */
export class AllFacesView implements PreviewView {
  readonly root: HTMLElement;
  readonly #grid = element('div', { class: 'all-faces', role: 'grid', 'aria-label': t('Previews of all faces') });
  readonly #state: ViewState;
  #shown: { readonly record: PreviewRecord; readonly picture: number } | undefined;
  /** The number of faces and the region that the rows were built for. */
  #built = '';
  #rows = 0;
  #active = { row: 0, column: 0 };

  constructor(state: ViewState) {
    this.#state = state;
    this.root = element('div', { class: 'scroller' }, this.#grid);
    this.#grid.addEventListener('keydown', (event) => this.#onKey(event));
    this.#grid.addEventListener('click', (event) =>
      this.#handleCell(event, (row, column) => this.#activate(row, column, true)),
    );
    this.#grid.addEventListener('dblclick', (event) =>
      this.#handleCell(event, (row, column) => this.#openFace(row, column)),
    );
    new ResizeObserver(() => this.#draw()).observe(this.root);
  }

  show(record: PreviewRecord, picture: number): void {
    this.#shown = { record, picture };
    this.#rows = record.sets[record.pictures[picture]?.set ?? -1]?.a.length ?? 0;
    const { region } = this.#state.view;
    const layoutKey = `${this.#rows} ${region}`;
    if (layoutKey !== this.#built) this.#build(region);
    this.#built = layoutKey;
    this.#draw();
  }

  #build(region: ViewState['view']['region']): void {
    const rows = Array.from({ length: this.#rows }, (_, row) => {
      const cells = previewColumns.map((_, column) => createCell(row, column, region));
      return element('div', { role: 'row', class: 'row' }, ...cells);
    });
    this.#grid.replaceChildren(createHeadings(), ...rows);
    this.#grid.setAttribute('aria-rowcount', String(this.#rows + 1));
    this.#activate(this.#active.row, this.#active.column, false);
  }

  #draw(): void {
    if (!this.#shown || this.root.clientWidth === 0) return;
    const { record, picture } = this.#shown;
    const size = this.#state.view.size ?? computeFittingSize(this.root.clientWidth);
    this.#grid.style.setProperty('--size', `${size}px`);
    for (const patch of this.#grid.querySelectorAll<HTMLElement>('.patch')) {
      const [row, column] = [Number(patch.parentElement!.dataset.row), Number(patch.parentElement!.dataset.column)];
      const region = patch.dataset.region as Region;
      const box = computeRegionBox(region, getPlaces(record, picture, row, column), record.patch);
      showPatch(patch, record, { row, column, box }, computeSize(region, size));
    }
  }

  /** Makes a cell the active one, the only cell that Tab reaches. */
  #activate(row: number, column: number, focus: boolean): void {
    this.#activeCell?.setAttribute('tabindex', '-1');
    this.#active = { row: clampIndex(row, this.#rows), column: clampIndex(column, previewColumns.length) };
    this.#activeCell?.setAttribute('tabindex', '0');
    if (focus) this.#activeCell?.focus();
  }

  get #activeCell(): HTMLElement | null {
    const { row, column } = this.#active;
    return this.#grid.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`);
  }

  /** Opens one face: the original next to the chosen column, or next to the swap where the original was chosen. */
  #openFace(row: number, column: number): void {
    const before = column < 3 ? 0 : 3;
    this.#state.set({ mode: 'one', face: row, before, after: column === before ? before + 2 : column });
  }

  #handleCell(event: Event, act: (row: number, column: number) => void): void {
    const at = (event.target as HTMLElement).closest<HTMLElement>('[data-row]')?.dataset;
    if (at) act(Number(at.row), Number(at.column));
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { row, column } = this.#active;
    const places: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      Home: [event.ctrlKey ? 0 : row, 0],
      End: [event.ctrlKey ? this.#rows - 1 : row, previewColumns.length - 1],
      PageUp: [row - rowsPerPage, column],
      PageDown: [row + rowsPerPage, column],
    };
    const place = places[event.key];
    if (place) this.#activate(...place, true);
    else if (event.key === 'Enter' || event.key === ' ') this.#openFace(row, column);
    else return;
    event.preventDefault();
  }
}

function clampIndex(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}

/** Returns the size at which six columns fit into the width. */
function computeFittingSize(width: number): number {
  return Math.max(48, Math.min(128, Math.floor((width - 36) / 6)));
}

function createHeadings(): HTMLElement {
  const labels = previewColumns.map((label) => element('div', { role: 'columnheader', class: 'column' }, label));
  return element('div', { role: 'row', class: 'row headings' }, ...labels);
}

function createCell(row: number, column: number, region: ViewState['view']['region']): HTMLElement {
  const label = t('Face {0}: {1}', row + 1, previewColumns[column]!);
  const patches = listRegions(region).map((each) => element('div', { class: 'patch', 'data-region': each }));
  const at = { 'data-row': row, 'data-column': column, tabindex: -1 };
  return element('div', { role: 'gridcell', class: 'cell', 'aria-label': label, ...at }, ...patches);
}

import { t } from '../../../shared/l10n';
import { makePlainText } from '../../../shared/plainText';
import { button, element, icon } from '../../page/element';
import { GridLayout, type GridRow } from './gridLayout';
import { type ReviewView, removedSection } from './reviewView';
import type { Thumbnails } from './thumbnails';

export interface FaceGridEvents {
  /** Called on a click on a face. */
  pick(position: number, how: { readonly toggle: boolean; readonly extend: boolean }): void;
  open(position: number): void;
  pickSection(section: number): void;
  /** Called on a click on the button in a heading: it drops the cluster, or restores the removed faces. */
  dropSection(section: number): void;
  /** Called on a click beside all faces. */
  pickNothing(): void;
  /** Called before a context menu opens: at a face, at a heading, or beside both. */
  openMenu(at: { readonly position?: number | undefined; readonly section?: number | undefined }): void;
  /** Called when a drag starts on a face; returns how many faces are dragged. */
  drag(position: number): number;
  /** Called with the first visible section. */
  scrolled(section: number): void;
}

/** The data type of a drag of selected faces; other drags over the page are ignored. */
export const draggedFacesType = 'application/x-faceswap-faces';

const rightButton = 2;
const gap = 4;
const padding = 8;
const headHeight = 34;
/** Rows that are drawn beyond the visible part, so that they are there when the user scrolls. */
const rowsBeyond = 2;

/** The elements of a visible row; they are reused for another row after the row was scrolled away. */
interface ShownRow {
  readonly element: HTMLElement;
  readonly cells: FaceCell[];
  head?: HTMLElement;
  /** The number of the state that the row shows. */
  stamp: number;
}

interface FaceCell {
  readonly element: HTMLElement;
  readonly picture: HTMLImageElement;
  readonly mark: HTMLElement;
  /** A key of everything that the cell shows; an unchanged cell is not drawn again. */
  shows: string;
}

/** A grid for any number of faces, of which only the visible rows are in the document. */
export class FaceGrid {
  readonly element: HTMLElement;
  readonly #canvas: HTMLElement;
  readonly #view: ReviewView;
  readonly #thumbnails: Thumbnails;
  readonly #events: FaceGridEvents;
  readonly #rows = new Map<number, ShownRow>();
  readonly #spare: ShownRow[] = [];
  #layout: GridLayout;
  #cell: number;
  #frame = 0;
  /** The number of the current state; a row with a smaller number must be filled again. */
  #stamp = 0;
  #cursorCell: Element | null = null;

  constructor(view: ReviewView, thumbnails: Thumbnails, cell: number, events: FaceGridEvents) {
    this.#view = view;
    this.#thumbnails = thumbnails;
    this.#cell = cell;
    this.#events = events;
    this.#canvas = element('div', { class: 'canvas', role: 'presentation' });
    this.element = element(
      'div',
      { class: 'grid', role: 'grid', tabindex: 0, 'aria-label': t('Faces'), 'aria-multiselectable': 'true' },
      this.#canvas,
    );
    this.#layout = this.#computeLayout();
    this.element.addEventListener('scroll', () => this.#drawSoon(), { passive: true });
    new ResizeObserver(() => this.refresh()).observe(this.element);
    this.element.addEventListener('click', (event) => this.#onClick(event));
    this.element.addEventListener('dblclick', (event) => {
      const position = this.#findPosition(event.target);
      if (position !== undefined) this.#events.open(position);
    });
    this.element.addEventListener('contextmenu', ({ target, button: pressed }) => {
      // The key of the context menu is for the face at the cursor.
      const position = pressed === rightButton ? this.#findPosition(target) : this.#view.cursor;
      this.#events.openMenu({ position, section: findHead(target) });
    });
    this.element.addEventListener('dragstart', (event) => {
      const position = this.#findPosition(event.target);
      if (position !== undefined && event.dataTransfer)
        this.#startDrag(this.#events.drag(position), event.dataTransfer);
    });
  }

  get layout(): GridLayout {
    return this.#layout;
  }

  get cell(): number {
    return this.#cell;
  }

  /** How many rows of faces fit into the visible height. */
  get page(): number {
    return Math.max(1, Math.floor(this.element.clientHeight / (this.#cell + gap)) - 1);
  }

  /** Changes the size of the cells; the face at the cursor stays visible. */
  zoom(cell: number): void {
    this.#cell = cell;
    this.refresh();
    this.reveal();
  }

  /** Computes the layout again and draws all, after the faces or the size of the window have changed. */
  refresh(): void {
    this.#layout = this.#computeLayout();
    this.#canvas.style.height = `${this.#layout.height + padding}px`;
    this.element.style.setProperty('--cell', `${this.#cell}px`);
    this.element.setAttribute('aria-rowcount', String(this.#layout.rowCount));
    this.element.setAttribute('aria-colcount', String(this.#layout.columns));
    for (const row of [...this.#rows.keys()]) this.#release(row);
    this.#stamp++;
    this.#drawNow();
  }

  /** Draws changes once before the next frame. */
  draw(): void {
    this.#stamp++;
    this.#drawSoon();
  }

  #drawSoon(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#drawNow();
    });
  }

  /** Scrolls as far as needed to make the cursor visible. */
  reveal(): void {
    if (this.#layout.faceCount === 0) return;
    const row = this.#layout.getRow(this.#layout.getRowNumber(this.#view.cursor));
    const section = this.#layout.getRow(this.#layout.getRowNumber(this.#view.cursor) - 1);
    const top = section.kind === 'head' ? section.top : row.top;
    const { scrollTop, clientHeight } = this.element;
    const bottom = row.top + this.#cell + padding;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (bottom > scrollTop + clientHeight) this.element.scrollTop = bottom - clientHeight;
    this.#drawNow();
  }

  /** Scrolls a section to the top. */
  revealSection(section: number): void {
    this.element.scrollTop = this.#layout.getTop(section);
    this.#drawNow();
  }

  #computeLayout(): GridLayout {
    const width = Math.max(this.#cell, this.element.clientWidth - 2 * padding);
    return new GridLayout(this.#view.sections, { width, cell: this.#cell, gap, head: headHeight });
  }

  #drawNow(): void {
    const { scrollTop, clientHeight } = this.element;
    const layout = this.#layout;
    const last = layout.rowCount - 1;
    const from = Math.max(0, layout.findRowAt(scrollTop) - rowsBeyond);
    const to = Math.min(last, layout.findRowAt(scrollTop + clientHeight) + rowsBeyond);
    const cursorRow = layout.faceCount > 0 ? layout.getRowNumber(this.#view.cursor) : -1;
    for (const row of [...this.#rows.keys()]) if ((row < from || row > to) && row !== cursorRow) this.#release(row);
    for (let row = from; row <= to; row++) this.#show(row);
    if (cursorRow >= 0) this.#show(cursorRow);
    for (const { element: spare } of this.#spare) spare.hidden = true;
    this.#markCursor();
    this.#requestThumbnails(from, to);
    if (layout.faceCount > 0) this.#events.scrolled(layout.getRow(layout.findRowAt(scrollTop + headHeight)).section);
  }

  /** Requests the thumbnails of visible faces first, then those around them. */
  #requestThumbnails(from: number, to: number): void {
    const { scrollTop, clientHeight } = this.element;
    const inSight: number[] = [];
    const around: number[] = [];
    for (let number = from; number <= to; number++) {
      const row = this.#layout.getRow(number);
      if (row.kind === 'head') continue;
      const isInSight = row.top + this.#cell >= scrollTop && row.top <= scrollTop + clientHeight;
      for (let position = row.first; position < row.end; position++)
        (isInSight ? inSight : around).push(this.#view.getFace(position)!);
    }
    this.#thumbnails.request([...inSight, ...around]);
  }

  #show(number: number): void {
    const row = this.#layout.getRow(number);
    let shown = this.#rows.get(number);
    if (!shown) {
      shown = this.#spare.pop() ?? this.#createRow();
      this.#rows.set(number, shown);
      shown.element.hidden = false;
      shown.element.style.transform = `translateY(${row.top}px)`;
      shown.element.setAttribute('aria-rowindex', String(number + 1));
    } else if (shown.stamp === this.#stamp) return;
    shown.stamp = this.#stamp;
    if (row.kind === 'head') this.#fillHead(shown, row.section);
    else this.#fillFaces(shown, row);
  }

  #createRow(): ShownRow {
    const row = element('div', { class: 'row', role: 'row' });
    this.#canvas.append(row);
    return { element: row, cells: [], stamp: -1 };
  }

  /** Keeps the elements of a row in the document, for the next row that becomes visible. */
  #release(number: number): void {
    const shown = this.#rows.get(number);
    if (!shown) return;
    this.#rows.delete(number);
    this.#spare.push(shown);
    for (const cell of shown.cells) forgetCell(cell);
  }

  #fillHead(shown: ShownRow, section: number): void {
    const { cluster, name, faces } = this.#layout.sections[section]!;
    for (const cell of shown.cells) hideCell(cell);
    if (!shown.head) {
      shown.head = element('div', { class: 'head', role: 'rowheader' });
      shown.element.append(shown.head);
    }
    shown.head.hidden = false;
    shown.head.dataset.section = String(section);
    const title = getSectionTitle(cluster, name);
    const count = faces === 1 ? t('1 face') : t('{0} faces', faces.toLocaleString(document.documentElement.lang));
    const isRemoved = cluster === removedSection;
    const drop = button(
      {
        icon: isRemoved ? 'history' : 'trash',
        title: isRemoved ? t('Restore all removed faces') : t('Remove {0}', title),
        class: 'drop',
      },
      () => this.#events.dropSection(section),
    );
    drop.tabIndex = -1; // by keyboard, A and Delete or B do the same
    shown.head.replaceChildren(
      element('span', { class: 'name' }, title),
      element('span', { class: 'description' }, count),
      drop,
    );
    shown.head.title = t('Click to select all faces of this cluster');
  }

  #fillFaces(shown: ShownRow, row: Extract<GridRow, { kind: 'faces' }>): void {
    if (shown.head) shown.head.hidden = true;
    for (let column = 0; column < row.end - row.first; column++) {
      shown.cells[column] ??= this.#createCell(shown.element, column);
      this.#fillCell(shown.cells[column]!, row.first + column);
    }
    for (const cell of shown.cells.slice(row.end - row.first)) hideCell(cell);
  }

  #createCell(row: HTMLElement, column: number): FaceCell {
    const picture = element('img', { alt: '', draggable: 'false' });
    const mark = icon('blank');
    const check = icon('check');
    check.classList.add('check');
    const attributes = { class: 'cell', role: 'gridcell', draggable: 'true', 'aria-colindex': column + 1 };
    const cell = element('div', attributes, picture, mark, check);
    row.append(cell);
    return { element: cell, picture, mark, shows: '' };
  }

  #fillCell(cell: FaceCell, position: number): void {
    const view = this.#view;
    const face = view.getFace(position)!;
    const [isSelected, isProtected, isRemoved] = [
      view.selection.has(face),
      view.isProtected(face),
      view.isRemoved(position),
    ];
    const known = this.#thumbnails.get(face);
    const shows = [position, face, isSelected, isProtected, isRemoved, known?.url ?? known?.facts.name].join();
    if (cell.shows === shows) return;
    cell.shows = shows;
    cell.element.hidden = false;
    cell.element.id = `face-${position}`;
    cell.element.dataset.position = String(position);
    cell.element.setAttribute('aria-selected', String(isSelected));
    cell.element.classList.toggle('protected', isProtected);
    cell.element.classList.toggle('removed', isRemoved);
    cell.mark.className = `mark codicon ${isProtected ? 'codicon-shield' : isRemoved ? 'codicon-trash' : ''}`;
    if (known?.url) {
      if (cell.picture.src !== known.url) cell.picture.src = known.url;
    } else if (cell.picture.hasAttribute('src')) cell.picture.removeAttribute('src');
    const isBroken = known !== undefined && known.url === undefined;
    const words = [
      known?.facts.name ?? t('Face {0}', position + 1),
      ...(isBroken ? [t('not a readable image')] : []),
      ...(isProtected ? [t('protected')] : []),
      ...(isRemoved ? [t('removed')] : []),
    ];
    cell.element.classList.toggle('broken', isBroken);
    cell.element.setAttribute('aria-label', words.join(', '));
    cell.element.title = known ? words.join(', ') : '';
  }

  /** Marks the face at the cursor, on the screen and for assistive technology. */
  #markCursor(): void {
    const id = `face-${this.#view.cursor}`;
    const cell = document.getElementById(id);
    if (cell !== this.#cursorCell) this.#cursorCell?.classList.remove('cursor');
    this.#cursorCell = cell;
    cell?.classList.add('cursor');
    if (cell) this.element.setAttribute('aria-activedescendant', id);
    else this.element.removeAttribute('aria-activedescendant');
  }

  #onClick(event: MouseEvent): void {
    const position = this.#findPosition(event.target);
    if (position !== undefined)
      this.#events.pick(position, { toggle: event.ctrlKey || event.metaKey, extend: event.shiftKey });
    const isButton = event.target instanceof Element && event.target.closest('button') !== null;
    const section = findHead(event.target);
    if (section !== undefined && !isButton) this.#events.pickSection(section);
    if (position === undefined && section === undefined) this.#events.pickNothing();
  }

  /** Sets the data of a drag, and shows the number of faces at the mouse. */
  #startDrag(faces: number, data: DataTransfer): void {
    data.setData(draggedFacesType, String(faces));
    data.effectAllowed = 'move';
    const label = element('div', { class: 'dragged' }, faces === 1 ? t('1 face') : t('{0} faces', faces));
    document.body.append(label);
    data.setDragImage(label, -12, -12);
    setTimeout(() => label.remove()); // the browser has copied it by then
  }

  #findPosition(target: EventTarget | null): number | undefined {
    const cell = target instanceof Element ? target.closest<HTMLElement>('.cell') : null;
    return cell ? Number(cell.dataset.position) : undefined;
  }
}

/** Returns the section of the heading that an event hit. */
function findHead(target: EventTarget | null): number | undefined {
  const head = target instanceof Element ? target.closest<HTMLElement>('.head') : null;
  return head ? Number(head.dataset.section) : undefined;
}

function hideCell(cell: FaceCell): void {
  cell.element.hidden = true;
  forgetCell(cell);
}

/** Removes the id of an unused cell, so that the cell that gets its position can have it. */
function forgetCell(cell: FaceCell): void {
  cell.element.removeAttribute('id');
  cell.shows = '';
}

/**
 * Returns the title of a section: the name of a cluster, or a text for faces without a cluster and for removed faces.
 */
export function getSectionTitle(cluster: number, name: string): string {
  if (cluster === removedSection) return t('Removed');
  return name === '' ? t('Not sorted') : makePlainText(name);
}

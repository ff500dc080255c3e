/** A cluster in the grid: a heading with its faces below. */
export interface Section {
  readonly cluster: number;
  readonly name: string;
  readonly faces: number;
}

/** The sizes of the grid, in pixels. */
export interface GridMeasures {
  readonly width: number;
  readonly cell: number;
  readonly gap: number;
  readonly head: number;
}

/** A row of the grid: the heading of a section, or the faces at positions from `first` to before `end`. */
export type GridRow =
  | { readonly kind: 'head'; readonly section: number; readonly top: number }
  | {
      readonly kind: 'faces';
      readonly section: number;
      readonly top: number;
      readonly first: number;
      readonly end: number;
    };

interface PlacedSection {
  readonly top: number;
  /** The number of the row of its heading. */
  readonly row: number;
  /** The position of its first face. */
  readonly first: number;
}

/** Computes where everything in the grid is, from the sections alone. A position is the index of a shown face. */
export class GridLayout {
  readonly sections: readonly Section[];
  readonly measures: GridMeasures;
  readonly columns: number;
  readonly rowCount: number;
  readonly height: number;
  readonly faceCount: number;
  readonly #placed: readonly PlacedSection[];

  constructor(sections: readonly Section[], measures: GridMeasures) {
    this.sections = sections;
    this.measures = measures;
    this.columns = Math.max(1, Math.floor((measures.width + measures.gap) / this.#pitch));
    const placed: PlacedSection[] = [];
    let [top, row, first] = [0, 0, 0];
    for (const { faces } of sections) {
      placed.push({ top, row, first });
      const rows = Math.ceil(faces / this.columns);
      top += measures.head + rows * this.#pitch;
      row += rows + 1;
      first += faces;
    }
    this.#placed = placed;
    this.height = top;
    this.rowCount = row;
    this.faceCount = first;
  }

  /** Returns the section that contains a position. */
  getSection(position: number): number {
    return findLastIndex(this.#placed, ({ first }) => first <= position);
  }

  getFirst(section: number): number {
    return this.#placed[section]?.first ?? 0;
  }

  getTop(section: number): number {
    return this.#placed[section]?.top ?? 0;
  }

  getRowNumber(position: number): number {
    const section = this.#placed[this.getSection(position)]!;
    return section.row + 1 + Math.floor((position - section.first) / this.columns);
  }

  getColumn(position: number): number {
    return (position - this.#placed[this.getSection(position)]!.first) % this.columns;
  }

  getRow(number: number): GridRow {
    const section = findLastIndex(this.#placed, ({ row }) => row <= number);
    const placed = this.#placed[section]!;
    if (number === placed.row) return { kind: 'head', section, top: placed.top };
    const line = number - placed.row - 1;
    const first = placed.first + line * this.columns;
    const end = Math.min(first + this.columns, placed.first + this.sections[section]!.faces);
    return { kind: 'faces', section, top: placed.top + this.measures.head + line * this.#pitch, first, end };
  }

  /** Returns the number of the row at a height, the last one for a height below all rows. */
  findRowAt(y: number): number {
    if (this.rowCount === 0) return 0;
    const section = Math.max(
      0,
      findLastIndex(this.#placed, ({ top }) => top <= y),
    );
    const { top, row } = this.#placed[section]!;
    const rows = Math.ceil(this.sections[section]!.faces / this.columns);
    const line = Math.floor((y - top - this.measures.head) / this.#pitch);
    return row + 1 + Math.min(Math.max(line, -1), rows - 1);
  }

  /** Returns the position in the same column, `rows` rows of faces below (or above, if negative), within the grid. */
  moveVertically(position: number, rows: number): number {
    let [at, left] = [position, Math.abs(rows)];
    const column = this.getColumn(position);
    while (left-- > 0) {
      const row = this.#findNeighbor(this.getRowNumber(at), Math.sign(rows));
      if (!row) break;
      at = Math.min(row.first + column, row.end - 1);
    }
    return at;
  }

  get #pitch(): number {
    return this.measures.cell + this.measures.gap;
  }

  #findNeighbor(row: number, step: number): Extract<GridRow, { kind: 'faces' }> | undefined {
    for (let next = row + step; next >= 0 && next < this.rowCount; next += step) {
      const found = this.getRow(next);
      if (found.kind === 'faces') return found;
    }
    return undefined;
  }
}

/**
 * Returns the index of the last item for which `holds`, by binary search: it must hold for all items before; -1 for
 * none.
 */
function findLastIndex<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const arrows = ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp'];

/** The keys that move the cursor among the faces. */
export const movementKeys: ReadonlySet<string> = new Set([...arrows, 'PageDown', 'PageUp', 'Home', 'End', '[', ']']);

/** Returns the position to which a key moves the cursor; a page has `page` rows of faces. */
export function findTarget(key: string, cursor: number, layout: GridLayout, page: number): number {
  const section = layout.getSection(cursor);
  const first = layout.getFirst(section);
  switch (key) {
    case 'ArrowRight':
      return cursor + 1;
    case 'ArrowLeft':
      return cursor - 1;
    case 'ArrowDown':
      return layout.moveVertically(cursor, 1);
    case 'ArrowUp':
      return layout.moveVertically(cursor, -1);
    case 'PageDown':
      return layout.moveVertically(cursor, page);
    case 'PageUp':
      return layout.moveVertically(cursor, -page);
    case 'Home':
      return first;
    case 'End':
      return first + (layout.sections[section]?.faces ?? 1) - 1;
    case ']':
      return layout.getFirst(Math.min(section + 1, layout.sections.length - 1));
    case '[':
      return layout.getFirst(cursor > first ? section : Math.max(0, section - 1));
    default:
      return cursor;
  }
}

import type { Overview } from '../contract';
import type { Section } from './gridLayout';

/** The number of the section of removed faces, which is not a cluster. */
export const removedSection = -1;

/** The shown faces of an overview, and the selection among them. A position is the index of a shown face. */
export class ReviewView {
  #overview: Overview;
  #showsRemoved = false;
  #shown: Uint32Array;
  #sections: Section[] = [];
  readonly #positions = new Map<number, number>();
  readonly selection = new Set<number>();
  /** The position of the face that keys apply to. */
  cursor = 0;
  /** The position where a range of selected faces starts. */
  #anchor = 0;
  /** The faces that were selected before the range. */
  #beforeRange: ReadonlySet<number> = new Set();

  constructor(overview: Overview) {
    this.#overview = overview;
    this.#shown = overview.order;
    this.#update();
  }

  get overview(): Overview {
    return this.#overview;
  }

  get sections(): readonly Section[] {
    return this.#sections;
  }

  get areRemovedShown(): boolean {
    return this.#showsRemoved;
  }

  get faceCount(): number {
    return this.#shown.length;
  }

  getFace(position: number): number | undefined {
    return this.#shown[position];
  }

  getPosition(face: number): number | undefined {
    return this.#positions.get(face);
  }

  isProtected(face: number): boolean {
    return this.#overview.protectedFaces[face] === 1;
  }

  isRemoved(position: number): boolean {
    return position >= this.#overview.order.length - this.#overview.removed;
  }

  /** The selected faces, or the one under the cursor. */
  get chosen(): number[] {
    if (this.selection.size > 0) return [...this.selection];
    const face = this.getFace(this.cursor);
    return face === undefined ? [] : [face];
  }

  /** Shows another state; the cursor stays on its face, or at its position where the face is gone. */
  show(overview: Overview, { leaving = false } = {}): void {
    const face = this.getFace(this.cursor);
    const findFirstChosen = (place: number, one: number) => Math.min(place, this.getPosition(one) ?? place);
    const place = leaving ? this.chosen.reduce(findFirstChosen, this.cursor) : 0;
    this.#overview = overview;
    this.#update();
    const found = face === undefined ? undefined : this.getPosition(face);
    const next = leaving ? place : (found ?? this.cursor);
    this.cursor = Math.max(0, Math.min(next, this.faceCount - 1));
    this.#anchor = this.cursor;
    for (const one of [...this.selection]) if (leaving || !this.#positions.has(one)) this.selection.delete(one);
  }

  showRemoved(shows: boolean): void {
    this.#showsRemoved = shows;
    this.show(this.#overview);
  }

  /** Moves the cursor; with `extend` the range from the start of the last selection is selected. */
  moveTo(position: number, { extend = false } = {}): void {
    this.cursor = Math.max(0, Math.min(position, this.faceCount - 1));
    if (!extend) {
      this.#startRange();
      return;
    }
    const [from, to] = [Math.min(this.#anchor, this.cursor), Math.max(this.#anchor, this.cursor)];
    this.select([...this.#beforeRange, ...this.#shown.subarray(from, to + 1)]);
  }

  toggle(position: number): void {
    const face = this.getFace(position);
    if (face === undefined) return;
    if (!this.selection.delete(face)) this.selection.add(face);
    this.cursor = position;
    this.#startRange();
  }

  /** Selects these faces and no others. */
  select(faces: Iterable<number>): void {
    this.selection.clear();
    for (const face of faces) if (this.#positions.has(face)) this.selection.add(face);
  }

  selectNothing(): void {
    this.selection.clear();
    this.#startRange();
  }

  /** Returns the faces of a section, in order. */
  getFaces(section: number): number[] {
    const first = this.#sections.slice(0, section).reduce((sum, { faces }) => sum + faces, 0);
    return [...this.#shown.subarray(first, first + (this.#sections[section]?.faces ?? 0))];
  }

  get allFaces(): number[] {
    return [...this.#shown];
  }

  #startRange(): void {
    this.#anchor = this.cursor;
    this.#beforeRange = new Set(this.selection);
  }

  #update(): void {
    const { clusters, order, removed } = this.#overview;
    const isRemovedShown = this.#showsRemoved && removed > 0;
    this.#shown = isRemovedShown ? order : order.subarray(0, order.length - removed);
    this.#sections = clusters.map(({ cluster, name, faces }) => ({ cluster, name, faces }));
    if (isRemovedShown) this.#sections.push({ cluster: removedSection, name: '', faces: removed });
    this.#positions.clear();
    for (const [position, face] of this.#shown.entries()) this.#positions.set(face, position);
  }
}

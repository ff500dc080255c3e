import { t } from '../../../shared/l10n';
import { element, icon } from '../../page/element';
import { draggedFacesType, getSectionTitle } from './faceGrid';
import { type ReviewView, removedSection } from './reviewView';

export interface ClusterListEvents {
  /** Shows a section in the grid; with `enter` the grid gets the focus. */
  show(section: number, how: { readonly enter: boolean }): void;
  /** Called when faces were dropped on a section. */
  drop(section: number): void;
  rename(section: number): void;
  merge(): void;
  remove(): void;
  /** Called on a click on the button at a cluster that drops it; at the removed faces it restores them. */
  dropOut(section: number): void;
  /** Called when other clusters are chosen. */
  choose(): void;
}

/** The list of the clusters next to the grid: the current one, the number of faces of each, and the selected ones. */
export class ClusterList {
  readonly element: HTMLElement;
  readonly #view: ReviewView;
  readonly #events: ClusterListEvents;
  /** The numbers of the selected clusters. */
  readonly selection = new Set<number>();
  /** Whether the user was here last, and not among the faces: also while a button or an input of VS Code has the focus. */
  #isInUse = false;
  #current = 0;

  constructor(view: ReviewView, events: ClusterListEvents) {
    this.#view = view;
    this.#events = events;
    this.element = element('div', {
      class: 'clusters',
      role: 'listbox',
      'aria-label': t('Clusters'),
      'aria-multiselectable': 'true',
    });
    this.element.addEventListener('focusin', () => this.use(true));
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.element.addEventListener('contextmenu', ({ target }) => {
      const section = this.#findSection(target);
      if (section !== undefined) this.choose(section);
    });
    this.element.addEventListener('click', (event) => {
      const section = this.#findSection(event.target);
      if (section === undefined) return;
      if (event.target instanceof Element && event.target.closest('.drop')) {
        this.#events.dropOut(section);
        return;
      }
      if (event.shiftKey) this.#selectTo(section);
      else if (event.ctrlKey || event.metaKey) this.#addByClick(section);
      else this.selection.clear();
      this.#goTo(section);
    });
    this.element.addEventListener('dblclick', (event) => {
      const section = this.#findSection(event.target);
      if (section !== undefined) this.#events.rename(section);
    });
    this.element.addEventListener('dragover', (event) => {
      const section = event.dataTransfer?.types.includes(draggedFacesType)
        ? this.#findSection(event.target)
        : undefined;
      this.#markTarget(section);
      if (section !== undefined) event.preventDefault(); // this accepts the drop
    });
    this.element.addEventListener('dragleave', ({ relatedTarget }) => {
      const isWithin = relatedTarget instanceof Node && this.element.contains(relatedTarget);
      if (!isWithin) this.#markTarget(undefined);
    });
    this.element.addEventListener('drop', (event) => {
      event.preventDefault();
      this.#markTarget(undefined);
      const section = this.#findSection(event.target);
      if (section !== undefined) this.#events.drop(section);
    });
  }

  /** The selected clusters, or the current one where none is selected. */
  get chosen(): number[] {
    const there = this.#view.sections.map(({ cluster }) => cluster).filter((cluster) => this.selection.has(cluster));
    const current = this.#view.sections[this.#current]?.cluster;
    if (there.length > 0) return there;
    return current === undefined || current === removedSection ? [] : [current];
  }

  /** The chosen sections, which may be that of the removed faces. */
  get chosenSections(): number[] {
    const chosen = new Set(this.chosen);
    const sections = this.#view.sections.flatMap(({ cluster }, section) => (chosen.has(cluster) ? [section] : []));
    return sections.length > 0 || this.#view.sections.length === 0 ? sections : [this.#current];
  }

  get isInUse(): boolean {
    return this.#isInUse;
  }

  /** Lets commands apply to the clusters that are chosen here, or to the faces in the grid. */
  use(isInUse: boolean): void {
    if (this.#isInUse === isInUse) return;
    this.#isInUse = isInUse;
    if (!isInUse) this.selection.clear();
    this.#updateMarks();
  }

  /** Chooses a cluster for a context menu; where it is one of several selected ones, they stay selected. */
  choose(section: number): void {
    const cluster = this.#view.sections[section]?.cluster;
    if (cluster !== undefined && !this.selection.has(cluster)) this.selection.clear();
    this.#goTo(section);
  }

  refresh(): void {
    const { sections } = this.#view;
    this.#current = Math.max(0, Math.min(this.#current, sections.length - 1));
    this.element.replaceChildren(
      ...sections.map(({ cluster, name, faces }, section) => {
        const label = getSectionTitle(cluster, name);
        const option = element(
          'div',
          { class: 'cluster', role: 'option', title: label, 'data-section': section },
          element('span', { class: 'name' }, label),
          element('span', { class: 'count' }, faces.toLocaleString(document.documentElement.lang)),
          createDrop(cluster, label),
        );
        return option;
      }),
    );
    this.#updateMarks();
    if (this.#isInUse && document.hasFocus()) this.focus();
  }

  /** Makes the section that the grid shows the current one. */
  follow(section: number): void {
    if (section === this.#current || this.#isInUse) return;
    this.#current = section;
    this.#updateMarks();
    this.#getOption(section)?.scrollIntoView({ block: 'nearest' });
  }

  focus(): void {
    this.#getOption(this.#current)?.focus();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.#view.sections.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(last, this.#current + 1),
      ArrowUp: Math.max(0, this.#current - 1),
      Home: 0,
      End: last,
    };
    const acts: Readonly<Record<string, () => void>> = {
      ' ': () => this.#toggle(this.#current),
      Enter: () => this.#events.show(this.#current, { enter: true }),
      F2: () => this.#events.rename(this.#current),
      g: () => this.#events.merge(),
      Delete: () => this.#events.remove(),
      Backspace: () => this.#events.remove(),
      Escape: () => this.selectNothing(),
    };
    const to = moves[event.key];
    const act = to === undefined ? acts[event.key] : () => this.#goTo(to);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  selectNothing(): void {
    this.selection.clear();
    this.#updateMarks();
    this.#events.choose();
  }

  /** Adds a section to the selection by Ctrl+click; where nothing was selected, the current cluster is added too. */
  #addByClick(section: number): void {
    if (this.selection.size === 0 && section !== this.#current) this.#toggle(this.#current);
    this.#toggle(section);
  }

  /** Selects the clusters from the current one to `section`. */
  #selectTo(section: number): void {
    const [from, to] = [Math.min(this.#current, section), Math.max(this.#current, section)];
    for (const { cluster } of this.#view.sections.slice(from, to + 1))
      if (cluster !== removedSection) this.selection.add(cluster);
  }

  /** Highlights the cluster that a drop would go to. */
  #markTarget(section: number | undefined): void {
    this.element.querySelector('.target')?.classList.remove('target');
    if (section !== undefined) this.#getOption(section)?.classList.add('target');
  }

  #goTo(section: number): void {
    this.#current = section;
    this.#updateMarks();
    this.#getOption(section)?.focus();
    this.#events.show(section, { enter: false });
  }

  #toggle(section: number): void {
    const cluster = this.#view.sections[section]?.cluster;
    if (cluster === undefined || cluster === removedSection) return;
    if (!this.selection.delete(cluster)) this.selection.add(cluster);
    this.#updateMarks();
    this.#events.choose();
  }

  #updateMarks(): void {
    const chosen = new Set(this.#isInUse ? this.chosenSections : []);
    for (const section of this.#view.sections.keys()) {
      const option = this.#getOption(section);
      option?.setAttribute('aria-selected', String(chosen.has(section)));
      option?.classList.toggle('current', section === this.#current);
      if (option) option.tabIndex = section === this.#current ? 0 : -1;
    }
  }

  #getOption(section: number): HTMLElement | null {
    return this.element.querySelector(`[data-section="${section}"]`);
  }

  #findSection(target: EventTarget | null): number | undefined {
    const option = target instanceof Element ? target.closest<HTMLElement>('.cluster') : null;
    return option ? Number(option.dataset.section) : undefined;
  }
}

/** Creates what drops a cluster by one click. It is for the mouse: by keyboard Delete does the same. */
function createDrop(cluster: number, label: string): HTMLElement {
  const isRestored = cluster === removedSection;
  const drop = icon(isRestored ? 'history' : 'trash');
  drop.classList.add('drop');
  drop.title = isRestored ? t('Restore all removed faces') : t('Remove {0}', label);
  return drop;
}

import * as v from 'valibot';
import { t } from '../../../shared/l10n';
import type { Connection } from '../../page/connect';
import { element } from '../../page/element';
import { type Overview, orderSchema, type reviewContract } from '../contract';
import { ReviewActions } from './actions';
import { ClusterList } from './clusterList';
import { createHelpDialog, FaceDialog } from './dialogs';
import { FaceGrid, type FaceGridEvents } from './faceGrid';
import { findTarget, movementKeys } from './gridLayout';
import { type CommandId, isPressed, listCommands } from './reviewCommands';
import { ReviewView, removedSection } from './reviewView';
import { SerialQueue } from './serialQueue';
import { SimilarityBar } from './similarityBar';
import { Thumbnails } from './thumbnails';
import { ReviewToolbar } from './toolbar';

const smallestCell = 48;
const largestCell = 192;
const cellStep = 16;

/** The state that the page keeps while it is hidden. */
const memorySchema = v.object({
  order: orderSchema,
  cell: v.pipe(v.number(), v.minValue(smallestCell), v.maxValue(largestCell)),
});
type Memory = v.InferOutput<typeof memorySchema>;

export function parseMemory(kept: unknown): Memory {
  const { success, output } = v.safeParse(memorySchema, kept);
  return success ? output : { order: { by: 'name', reversed: false }, cell: 96 };
}

export interface ReviewPageOptions {
  readonly connection: Connection<typeof reviewContract>;
  readonly overview: Overview;
  readonly memory: Memory;
  showMessage(message: string): void;
  showError(error: unknown): void;
}

/** The page of the review: creates its parts and connects them. */
export class ReviewPage {
  readonly elements: readonly HTMLElement[];
  readonly #options: ReviewPageOptions;
  readonly #view: ReviewView;
  readonly #queue: SerialQueue;
  readonly #actions: ReviewActions;
  readonly #thumbnails: Thumbnails;
  readonly #grid: FaceGrid;
  readonly #clusters: ClusterList;
  readonly #toolbar: ReviewToolbar;
  readonly #similarityBar: SimilarityBar;
  readonly #faceDialog: FaceDialog;
  readonly #help = createHelpDialog();
  readonly #empty = element('p', { class: 'empty description' }, t('All faces are removed. H shows them.'));
  readonly #commands = listCommands();

  constructor(options: ReviewPageOptions) {
    const { connection, overview, memory, showMessage, showError } = options;
    this.#options = options;
    this.#view = new ReviewView(overview);
    this.#queue = new SerialQueue(showError);
    this.#actions = new ReviewActions({
      view: this.#view,
      call: connection.call,
      showMessage,
      chosenClusters: () => this.#clusters.chosen,
      onChange: () => {
        this.refresh();
        this.#restoreFocus();
      },
      // VS Code gives the focus back to the panel, but not always to the element that had it.
      onAnswer: () => this.#focus(),
      onFilesChanged: () => this.#thumbnails.markOutdated(),
    });
    this.#thumbnails = new Thumbnails(
      (faces, signal) => connection.call('pictures', { faces }, signal),
      () => this.#grid.draw(),
    );
    this.#grid = new FaceGrid(this.#view, this.#thumbnails, memory.cell, this.#createGridEvents());
    this.#clusters = this.#createClusterList();
    this.#toolbar = new ReviewToolbar({ run: (id) => this.#run(id), order: (order) => this.#reorder(order) });
    this.#similarityBar = new SimilarityBar(
      (faces) => this.#select(faces),
      () => this.#grid.element.focus(),
    );
    this.#faceDialog = new FaceDialog((by) => this.#openNextFace(by));
    this.elements = [
      this.#toolbar.element,
      this.#similarityBar.element,
      element('div', { class: 'review' }, this.#clusters.element, this.#grid.element, this.#empty),
      this.#faceDialog.element,
      this.#help,
    ];
    document.addEventListener('keydown', (event) => this.#onKeydown(event));
    // VS Code takes the focus for its inputs, and gives it back to the page but to no element.
    window.addEventListener('focus', () => {
      if (document.activeElement === document.body) this.#focus();
    });
    this.#grid.element.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
  }

  /**
   * Shows the first face, or the cluster that the review was opened on. Call it when the elements are in the
   * document.
   */
  begin(cluster: string | undefined): void {
    this.refresh();
    const section = this.#view.sections.findIndex(({ name }) => name === cluster);
    if (section > 0) this.#showSection(section);
    this.#grid.element.focus();
    const { overview, faceCount } = this.#view;
    const count = faceCount.toLocaleString(this.#options.connection.language);
    this.#options.showMessage(
      t('Faces: {0}. Clusters: {1}. Press ? for keyboard shortcuts.', count, overview.clusters.length),
    );
  }

  refresh(): void {
    this.#clusters.refresh();
    this.#grid.refresh();
    this.#grid.reveal();
    this.#empty.hidden = this.#view.faceCount > 0;
    this.#refreshSelection();
  }

  /** Sorts the faces again when all are measured: an order by a measure is complete only then. */
  onAllMeasured(): void {
    const { orderedBy } = this.#view.overview;
    if (orderedBy.by !== 'name') this.#queue.add(() => this.#actions.look(orderedBy));
  }

  #focus(): void {
    if (this.#clusters.isInUse) this.#clusters.focus();
    else this.#grid.element.focus();
  }

  /** Moves the focus where it was lost: a pressed button may be disabled now. */
  #restoreFocus(): void {
    const { activeElement } = document;
    const isLost = !activeElement || activeElement === document.body || activeElement.matches(':disabled');
    if (isLost && document.hasFocus()) this.#focus();
  }

  #createGridEvents(): FaceGridEvents {
    const view = this.#view;
    return {
      pick: (position, { toggle, extend }) => {
        if (extend) view.moveTo(position, { extend });
        else {
          if (!toggle) view.selectNothing();
          view.toggle(position);
        }
        this.#refreshSelection();
      },
      open: (position) => {
        view.cursor = position;
        this.#run('open');
      },
      pickSection: (section) => this.#select(view.getFaces(section)),
      drag: (position) => {
        const face = view.getFace(position);
        if (face !== undefined && !view.selection.has(face)) this.#select([face]);
        return view.selection.size;
      },
      scrolled: (section) => this.#clusters.follow(section),
    };
  }

  #createClusterList(): ClusterList {
    const getClusterAt = (section: number) => this.#view.sections[section]?.cluster ?? removedSection;
    return new ClusterList(this.#view, {
      show: (section, { enter }) => {
        this.#showSection(section);
        if (enter) this.#grid.element.focus();
      },
      drop: (section) =>
        this.#queue.add(() => {
          const cluster = getClusterAt(section);
          return cluster === removedSection ? this.#actions.remove() : this.#actions.moveTo(cluster);
        }),
      rename: (section) => this.#queue.add(() => this.#actions.rename(getClusterAt(section))),
      merge: () => this.#run('merge'),
      remove: () => this.#queue.add(() => this.#actions.removeClusters()),
    });
  }

  #run(command: CommandId): void {
    this.#queue.add(() => {
      const done = this.#commandHandlers[command]();
      this.#refreshSelection();
      return done;
    });
  }

  readonly #commandHandlers: Readonly<Record<CommandId, () => unknown>> = {
    undo: () => this.#actions.undo(),
    redo: () => this.#actions.redo(),
    remove: () => this.#actions.remove(),
    restore: () => this.#actions.restore(),
    keep: () => this.#actions.keep(),
    move: () => this.#actions.move(),
    split: () => this.#actions.split(),
    merge: async () => {
      if (await this.#actions.merge()) this.#clusters.selectNothing();
    },
    rename: () => this.#actions.rename(this.#view.sections[this.#section]?.cluster ?? removedSection),
    like: () => this.#selectLike(),
    selectCluster: () => this.#view.select([...this.#view.selection, ...this.#view.getFaces(this.#section)]),
    selectAll: () => this.#view.select(this.#view.allFaces),
    selectNothing: () => this.#view.selectNothing(),
    open: () => this.#openFace(),
    zoomIn: () => this.#zoom(cellStep),
    zoomOut: () => this.#zoom(-cellStep),
    showRemoved: () => {
      this.#view.showRemoved(!this.#view.areRemovedShown);
      this.refresh();
    },
    apply: () => this.#actions.apply(),
    help: () => this.#help.showModal(),
  };

  /** The section of the cursor. */
  get #section(): number {
    return Math.max(0, this.#grid.layout.getSection(this.#view.cursor));
  }

  #select(faces: Iterable<number>): number {
    this.#view.select(faces);
    this.#refreshSelection();
    return this.#view.selection.size;
  }

  #refreshSelection(): void {
    const { overview, selection, areRemovedShown: showsRemoved } = this.#view;
    this.#toolbar.show({ overview, selected: selection.size, showsRemoved });
    this.#grid.draw();
  }

  #showSection(section: number): void {
    this.#view.moveTo(this.#grid.layout.getFirst(section));
    this.#grid.revealSection(section);
  }

  #reorder(order: Overview['orderedBy']): void {
    this.#remember({ order, cell: this.#grid.cell });
    this.#queue.add(() => this.#actions.look(order));
  }

  #zoom(by: number): void {
    this.#grid.zoom(Math.max(smallestCell, Math.min(largestCell, this.#grid.cell + by)));
    this.#remember({ order: this.#view.overview.orderedBy, cell: this.#grid.cell });
  }

  #remember(memory: Memory): void {
    this.#options.connection.remember(memory);
  }

  async #openFace(): Promise<void> {
    const face = this.#view.getFace(this.#view.cursor);
    if (face === undefined) return;
    const { facts, bytes } = await this.#options.connection.call('picture', { face });
    this.#faceDialog.show(facts, bytes);
  }

  #openNextFace(by: number): void {
    this.#view.moveTo(this.#view.cursor + by);
    this.#grid.reveal();
    this.#run('open');
  }

  async #selectLike(): Promise<void> {
    const faces = this.#view.chosen;
    if (faces.length > 0) this.#similarityBar.show(await this.#options.connection.call('like', { faces }));
  }

  #onKeydown(event: KeyboardEvent): void {
    const { key, target, isComposing, ctrlKey, metaKey } = event;
    // Keys that a button or a list handles itself are left to it.
    const isControl = target instanceof Element && target.closest('button, select, input') !== null;
    const isOfControl = isControl && !ctrlKey && !metaKey && (key.length === 1 || key === 'Enter' || key === 'Escape');
    if (isComposing || isOfControl) return;
    if (this.#handleCommand(event) || this.#handleMovement(event)) event.preventDefault();
  }

  #handleCommand(event: KeyboardEvent): boolean {
    const command = this.#commands.find(({ keys }) => keys.some((key) => isPressed(event, key)));
    if (command) this.#run(command.id);
    return command !== undefined;
  }

  #handleMovement(event: KeyboardEvent): boolean {
    const { key, shiftKey } = event;
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey;
    if (event.target !== this.#grid.element || !isPlain || (key !== ' ' && !movementKeys.has(key))) return false;
    this.#queue.add(() => this.#move(key, shiftKey));
    return true;
  }

  #move(key: string, extend: boolean): void {
    const [view, grid] = [this.#view, this.#grid];
    if (view.faceCount === 0) return;
    if (key === ' ') view.toggle(view.cursor);
    else view.moveTo(findTarget(key, view.cursor, grid.layout, grid.page), { extend });
    if (key === '[' || key === ']') grid.revealSection(this.#section);
    grid.reveal();
    this.#refreshSelection();
  }

  #onWheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.#zoom(event.deltaY < 0 ? cellStep : -cellStep);
  }
}

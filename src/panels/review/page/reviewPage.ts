import * as v from 'valibot';
import { t } from '../../../shared/l10n';
import { type MenuCommand, menuCommands } from '../../../shared/reviewMenu';
import type { Connection } from '../../page/connect';
import { element } from '../../page/element';
import { type Overview, orderSchema, type reviewContract } from '../contract';
import { ReviewActions } from './actions';
import { ClusterList } from './clusterList';
import { createHelpDialog, FaceDialog } from './dialogs';
import { FaceGrid, type FaceGridEvents, getSectionTitle } from './faceGrid';
import { findTarget, movementKeys } from './gridLayout';
import { type CommandId, isPressed, listCommands } from './reviewCommands';
import { describeTarget, listEnabledCommands, type ReviewTarget } from './reviewTarget';
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
  readonly #loss = element('p', { class: 'loss', role: 'alert', hidden: true });
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
      getTarget: () => this.#target,
      onChange: () => {
        this.refresh();
        this.#restoreFocus();
      },
      // VS Code gives the focus back to the panel, but not always to the element that had it; and none after Escape.
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
      this.#loss,
      this.#toolbar.element,
      this.#similarityBar.element,
      element('div', { class: 'review' }, this.#clusters.element, this.#grid.element, this.#empty),
      this.#faceDialog.element,
      this.#help,
    ];
    document.addEventListener('keydown', (event) => this.#onKeydown(event));
    document.addEventListener('mousedown', keepFocus);
    document.addEventListener('contextmenu', () => this.#describeMenu()); // VS Code listens after it, at the window
    this.#grid.element.addEventListener('focus', () => this.#useFaces());
    for (const dialog of [this.#faceDialog.element, this.#help])
      dialog.addEventListener('close', () => this.#restoreFocus());
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
    this.#queue.add(() => {
      const { orderedBy } = this.#view.overview; // the user may be asking for another order just now
      return orderedBy.by === 'name' ? undefined : this.#actions.look(orderedBy);
    });
  }

  /** Shows the files as others have changed them. */
  followFiles(message: string): void {
    this.#queue.add(async () => {
      this.#thumbnails.markOutdated();
      await this.#actions.look(this.#view.overview.orderedBy);
      this.#showLoss(undefined);
      this.#options.showMessage(message);
    });
  }

  /** Says that there are no faces any more, and leaves nothing that could be done with them. */
  showLoss(message: string): void {
    this.#queue.add(() => this.#showLoss(message));
  }

  #showLoss(message: string | undefined): void {
    this.#loss.textContent = message ?? '';
    this.#loss.hidden = message === undefined;
    for (const part of this.elements) part.inert = message !== undefined && part !== this.#loss;
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
        this.#clusters.use(false);
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
      pickNothing: () => this.#run('selectNothing'),
      dropSection: (section) => this.#dropOut(section),
      openMenu: ({ position, section }) => this.#prepareMenu(position, section),
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
        this.#view.selectNothing();
        this.#showSection(section);
        if (enter) this.#grid.element.focus();
        this.#refreshSelection();
      },
      choose: () => this.#refreshSelection(),
      dropOut: (section) => this.#dropOut(section),
      drop: (section) =>
        this.#queue.add(() => {
          const cluster = getClusterAt(section);
          return cluster === removedSection ? this.#actions.remove() : this.#actions.moveTo(cluster);
        }),
      rename: (section) => this.#queue.add(() => this.#actions.rename(getClusterAt(section))),
      merge: () => this.#run('merge'),
      remove: () => this.#run('remove'),
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
    protect: () => this.#actions.protect(),
    unprotect: () => this.#actions.unprotect(),
    move: () => this.#actions.move(),
    split: () => this.#actions.split(),
    merge: async () => {
      if (await this.#actions.merge()) this.#clusters.selectNothing();
    },
    rename: () => this.#actions.rename(this.#target.cluster ?? removedSection),
    like: () => this.#selectLike(),
    selectCluster: () => {
      const sections = this.#clusters.isInUse ? this.#clusters.chosenSections : [this.#section];
      this.#select([...this.#view.selection, ...sections.flatMap((section) => this.#view.getFaces(section))]);
    },
    selectAll: () => this.#select(this.#view.allFaces),
    selectNothing: () => {
      this.#clusters.selectNothing();
      this.#select([]);
      this.#view.selectNothing();
    },
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
    if (this.#clusters.isInUse) this.#grid.element.focus();
    this.#clusters.use(false);
    this.#view.select(faces);
    this.#refreshSelection();
    return this.#view.selection.size;
  }

  #refreshSelection(): void {
    const { overview, areRemovedShown: showsRemoved } = this.#view;
    const target = this.#target;
    const cluster = overview.clusters.find((one) => one.cluster === target.cluster);
    this.#toolbar.show({
      overview,
      selected: describeTarget(this.#view, target),
      enabled: this.#listEnabled(target),
      showsRemoved,
      cluster: getSectionTitle(target.cluster ?? removedSection, cluster?.name ?? ''),
    });
    this.#grid.draw();
  }

  /** What buttons and keys apply to. */
  get #target(): ReviewTarget {
    const view = this.#view;
    const getCluster = (section: number) => view.sections[section]?.cluster ?? removedSection;
    if (!this.#clusters.isInUse) {
      const cluster = view.faceCount > 0 ? getCluster(this.#section) : undefined;
      return { faces: view.chosen, sections: [], clusters: [], cluster, isSelected: view.selection.size > 0 };
    }
    const sections = this.#clusters.chosenSections;
    return {
      faces: sections.flatMap((section) => view.getFaces(section)),
      sections: sections.map(getCluster),
      clusters: this.#clusters.chosen,
      cluster: sections.length === 1 ? getCluster(sections[0]!) : undefined,
      isSelected: true,
    };
  }

  /** Returns what the buttons offer: what applies to chosen faces is for faces that are seen to be selected. */
  #listEnabled(target: ReviewTarget): Readonly<Record<CommandId, boolean>> {
    const enabled = listEnabledCommands(this.#view, target.isSelected ? target : { ...target, faces: [] });
    return {
      ...enabled,
      zoomIn: this.#grid.cell < largestCell,
      zoomOut: this.#grid.cell > smallestCell,
    };
  }

  #useFaces(): void {
    this.#clusters.use(false);
    this.#refreshSelection();
  }

  /** Removes the faces of a section; restores those that are removed. */
  #dropOut(section: number): void {
    this.#queue.add(() => {
      const faces = this.#view.getFaces(section);
      const isRemoved = this.#view.sections[section]?.cluster === removedSection;
      return isRemoved ? this.#actions.restore(faces) : this.#actions.remove(faces);
    });
  }

  /** Chooses what a context menu is about, as in any list. */
  #prepareMenu(position: number | undefined, section: number | undefined): void {
    const face = position === undefined ? undefined : this.#view.getFace(position);
    if (section !== undefined) this.#clusters.choose(section);
    if (position !== undefined && face !== undefined) {
      this.#clusters.use(false);
      if (!this.#view.selection.has(face)) {
        this.#view.selectNothing();
        this.#view.toggle(position);
      } else this.#view.cursor = position;
    }
    this.#refreshSelection();
  }

  /** Tells VS Code which commands to show in a context menu: those that apply to what is selected. */
  #describeMenu(): void {
    const target = this.#target;
    const enabled = this.#listEnabled(target);
    const isToggled: Partial<Record<MenuCommand, boolean>> = {
      protect: enabled.protect && !enabled.unprotect,
      open: enabled.open && target.faces.length === 1,
    };
    const offered = menuCommands.map((command) => [`review.${command}`, isToggled[command] ?? enabled[command]]);
    const context = { preventDefaultContextMenuItems: true, ...Object.fromEntries(offered) };
    document.body.dataset.vscodeContext = JSON.stringify(context);
  }

  /** Runs a command that the user chose in a menu of VS Code. */
  runFromMenu(command: MenuCommand): void {
    this.#focus();
    this.#run(command);
  }

  /** Handles keys that were pressed before the page was there. */
  replay(events: readonly KeyboardEvent[]): void {
    for (const event of events) if (!this.#handleCommand(event)) this.#handleMovement(event, this.#grid.element);
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
    if (isComposing || isOfControl || !this.#loss.hidden) return;
    // Where nothing has the focus, the keys are for the faces.
    const place = target === document.body ? this.#grid.element : target;
    if (this.#handleCommand(event) || this.#handleMovement(event, place)) event.preventDefault();
  }

  #handleCommand(event: KeyboardEvent): boolean {
    const command = this.#commands.find(({ keys }) => keys.some((key) => isPressed(event, key)));
    if (command && !this.#actions.isAsking) this.#run(command.id);
    return command !== undefined;
  }

  #handleMovement(event: KeyboardEvent, place: EventTarget | null): boolean {
    const { key, shiftKey } = event;
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey;
    if (place !== this.#grid.element || !isPlain || (key !== ' ' && !movementKeys.has(key))) return false;
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

/** Keeps the focus where it is when the mouse is pressed on something that cannot have it: keys would go nowhere then. */
function keepFocus(event: MouseEvent): void {
  const canHaveIt = 'button, select, input, dialog, [tabindex]';
  if (event.target instanceof Element && !event.target.closest(canHaveIt)) event.preventDefault();
}

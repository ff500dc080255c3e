import * as v from 'valibot';
import { messageOf } from '../../src/shared/errors';
import { t } from '../../src/shared/l10n';
import { faceOrders, reviewContract } from '../../src/shared/panels/reviewContract';
import { connect } from '../common/connect';
import { element } from '../common/element';
import { Actions } from './actions';
import { ClusterList } from './clusterList';
import { type CommandId, commandTable, isPressed } from './commands';
import { FaceDialog, helpDialog } from './dialogs';
import { FaceGrid } from './faceGrid';
import { InTurn } from './inTurn';
import { LikeBar } from './likeBar';
import { Pictures } from './pictures';
import { ReviewView, removedSection } from './reviewView';
import { Toolbar } from './toolbar';
import './style.css';

const smallestCell = 48;
const largestCell = 192;
const cellStep = 16;
const arrows = ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp'];
const movements: ReadonlySet<string> = new Set([...arrows, 'PageDown', 'PageUp', 'Home', 'End', '[', ']']);

/** What the page remembers while it is hidden. */
const memorySchema = v.object({
  order: v.object({ by: v.picklist(faceOrders), reversed: v.boolean() }),
  cell: v.pipe(v.number(), v.minValue(smallestCell), v.maxValue(largestCell)),
});
const stateSchema = v.object({ cluster: v.optional(v.string()) });

const status = element('span', { class: 'status', role: 'status' });
const measuring = element('span', { class: 'description' });
const root = document.getElementById('root')!;

const connection = connect(reviewContract, {
  measured: ({ done, total }) => {
    const isDone = done >= total;
    measuring.textContent = isDone ? '' : t('Measuring faces: {0} %', Math.floor((100 * done) / total));
    if (isDone) onMeasured();
  },
});
const { call } = connection;
let onMeasured: () => void = () => undefined;

const remembered = v.safeParse(memorySchema, connection.memory);
const memory = remembered.success ? remembered.output : { order: { by: 'name', reversed: false } as const, cell: 96 };

function say(message: string): void {
  status.textContent = message;
}

function sayError(error: unknown): void {
  say(messageOf(error));
}

async function start(): Promise<void> {
  const inTurn = new InTurn(sayError);
  root.replaceChildren(element('p', { class: 'loading description' }, t('Looking for faces…')));
  const view = new ReviewView(await call('look', { order: memory.order }));
  const pictures = new Pictures(
    (faces, signal) => call('pictures', { faces }, signal),
    () => grid.draw(),
  );

  const grid = new FaceGrid(view, pictures, memory.cell, {
    pick: (position, { toggle, extend }) => {
      if (toggle) view.toggle(position);
      else if (extend) view.moveTo(position, { extend });
      else {
        view.selectNothing();
        view.toggle(position);
      }
      refreshSelection();
    },
    open: (position) => {
      view.cursor = position;
      run('open');
    },
    pickSection: (section) => {
      view.select(view.facesOf(section));
      refreshSelection();
    },
    drag: (position, data) => {
      const face = view.faceAt(position);
      if (face !== undefined && !view.selection.has(face)) view.select([face]);
      data.setData('text/plain', t('{0} selected', view.selection.size));
      refreshSelection();
    },
    scrolled: (section) => clusters.follow(section),
  });
  const clusters: ClusterList = new ClusterList(view, {
    show: (section, { enter }) => {
      view.moveTo(grid.layout.firstOf(section));
      grid.revealSection(section);
      if (enter) grid.element.focus();
    },
    drop: (section) => {
      const { cluster } = view.sections[section]!;
      inTurn.do(() => (cluster === removedSection ? actions.remove() : actions.moveTo(cluster)));
    },
    rename: (section) => inTurn.do(() => actions.rename(view.sections[section]?.cluster ?? removedSection)),
    merge: () => run('merge'),
    remove: () => inTurn.do(() => actions.removeClusters()),
  });
  const toolbar = new Toolbar({ run: (command) => run(command), order: (order) => reorder(order) });
  const likeBar = new LikeBar(
    (faces) => {
      view.select(faces);
      refreshSelection();
      return view.selection.size;
    },
    () => grid.element.focus(),
  );
  const faceDialog = new FaceDialog((by) => {
    view.moveTo(view.cursor + by);
    grid.reveal();
    run('open');
  });
  const help = helpDialog();
  const actions = new Actions({
    view,
    call,
    say,
    chosenClusters: () => clusters.chosen,
    onChange: () => refresh(),
    onFilesChanged: () => pictures.forget(),
  });

  function refreshSelection(): void {
    toolbar.show({ overview: view.overview, selected: view.selection.size, showsRemoved: view.showsRemoved });
    grid.draw();
  }

  function refresh(): void {
    clusters.refresh();
    grid.refresh();
    grid.reveal();
    refreshSelection();
  }

  function reorder(order: typeof view.overview.orderedBy): void {
    connection.remember({ order, cell: grid.cell });
    inTurn.do(() => actions.look(order));
  }

  function zoom(by: number): void {
    grid.zoom(Math.max(smallestCell, Math.min(largestCell, grid.cell + by)));
    connection.remember({ order: view.overview.orderedBy, cell: grid.cell });
  }

  async function openFace(): Promise<void> {
    const face = view.faceAt(view.cursor);
    if (face === undefined) return;
    const { facts, bytes } = await call('picture', { face });
    faceDialog.show(facts, bytes);
  }

  async function likeThese(): Promise<void> {
    const faces = view.chosen;
    if (faces.length > 0) likeBar.show(await call('like', { faces }));
  }

  const sectionOfCursor = () => Math.max(0, grid.layout.sectionOf(view.cursor));

  const acts: Readonly<Record<CommandId, () => unknown>> = {
    undo: () => actions.undo(),
    redo: () => actions.redo(),
    remove: () => actions.remove(),
    restore: () => actions.restore(),
    keep: () => actions.keep(),
    move: () => actions.move(),
    split: () => actions.split(),
    merge: () => actions.merge(),
    rename: () => actions.rename(view.sections[sectionOfCursor()]?.cluster ?? removedSection),
    like: () => likeThese(),
    selectCluster: () => view.select([...view.selection, ...view.facesOf(sectionOfCursor())]),
    selectAll: () => view.select(view.allFaces),
    selectNothing: () => view.selectNothing(),
    open: () => openFace(),
    zoomIn: () => zoom(cellStep),
    zoomOut: () => zoom(-cellStep),
    showRemoved: () => {
      view.showRemoved(!view.showsRemoved);
      refresh();
    },
    apply: () => actions.apply(),
    help: () => help.showModal(),
  };

  function run(command: CommandId): void {
    inTurn.do(() => {
      const done = acts[command]();
      refreshSelection();
      return done;
    });
  }

  /** Where a key of movement takes the cursor. */
  function target(key: string): number {
    const { layout, page } = grid;
    const section = sectionOfCursor();
    const first = layout.firstOf(section);
    switch (key) {
      case 'ArrowRight':
        return view.cursor + 1;
      case 'ArrowLeft':
        return view.cursor - 1;
      case 'ArrowDown':
        return layout.vertically(view.cursor, 1);
      case 'ArrowUp':
        return layout.vertically(view.cursor, -1);
      case 'PageDown':
        return layout.vertically(view.cursor, page);
      case 'PageUp':
        return layout.vertically(view.cursor, -page);
      case 'Home':
        return first;
      case 'End':
        return first + (view.sections[section]?.faces ?? 1) - 1;
      case ']':
        return layout.firstOf(Math.min(section + 1, view.sections.length - 1));
      case '[':
        return layout.firstOf(view.cursor > first ? section : Math.max(0, section - 1));
      default:
        return view.cursor;
    }
  }

  function pressed(event: KeyboardEvent): boolean {
    const command = commands.find(({ keys }) => keys.some((key) => isPressed(event, key)));
    if (command) run(command.id);
    if (command || event.altKey || event.ctrlKey || event.metaKey) return command !== undefined;
    if (event.target !== grid.element) return false;
    const { key, shiftKey } = event;
    if (key !== ' ' && !movements.has(key)) return false;
    inTurn.do(() => {
      if (key === ' ') view.toggle(view.cursor);
      else if (view.faceCount > 0) view.moveTo(target(key), { extend: shiftKey });
      grid.reveal();
      refreshSelection();
    });
    return true;
  }

  const commands = commandTable();
  document.addEventListener('keydown', (event) => {
    // A key that a button or a list has itself is theirs.
    const isControl = event.target instanceof Element && event.target.closest('button, select, input') !== null;
    if (event.isComposing || (isControl && /^(Enter|Escape| |.)$/.test(event.key) && !event.ctrlKey)) return;
    if (pressed(event)) event.preventDefault();
  });
  grid.element.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? cellStep : -cellStep);
    },
    { passive: false },
  );
  onMeasured = () => {
    if (view.overview.orderedBy.by !== 'name') inTurn.do(() => actions.look(view.overview.orderedBy));
  };

  root.replaceChildren(
    toolbar.element,
    likeBar.element,
    element('div', { class: 'review' }, clusters.element, grid.element),
    element('footer', {}, status, measuring),
    faceDialog.element,
    help,
  );
  refresh();
  const state = v.safeParse(stateSchema, connection.state);
  const opened = view.sections.findIndex(({ name }) => state.success && name === state.output.cluster);
  if (opened > 0) view.moveTo(grid.layout.firstOf(opened));
  if (opened > 0) grid.revealSection(opened);
  grid.element.focus();
  say(
    t(
      '{0} faces in {1} clusters. Press ? for the keys.',
      view.faceCount.toLocaleString(connection.language),
      view.overview.clusters.length,
    ),
  );
}

void start().catch((error: unknown) => {
  root.replaceChildren(element('p', { class: 'loading', role: 'alert' }, messageOf(error)));
  sayError(error);
});

import { t } from '../../../shared/l10n';
import { button, element } from '../../page/element';
import type { Overview } from '../contract';
import { type Command, type CommandId, formatKeys, listCommands } from './reviewCommands';

export interface ToolbarEvents {
  run(command: CommandId): void;
  order(order: Overview['orderedBy']): void;
}

/** The state that the toolbar shows. */
export interface ToolbarState {
  readonly overview: Overview;
  /** What is selected, in a few words. */
  readonly selected: string;
  readonly enabled: Readonly<Record<CommandId, boolean>>;
  readonly showsRemoved: boolean;
  /** The name of the cluster that a rename is about. */
  readonly cluster: string;
}

const historyCommands = ['undo', 'redo'] as const;
const faceCommands = ['remove', 'restore', 'protect', 'move', 'split', 'like'] as const;
const clusterCommands = ['merge', 'rename'] as const;
const viewCommands = ['zoomOut', 'zoomIn', 'showRemoved', 'help'] as const;
const iconOnly: ReadonlySet<CommandId> = new Set([...historyCommands, ...viewCommands]);

export class ReviewToolbar {
  readonly element: HTMLElement;
  readonly #buttons = new Map<CommandId, HTMLButtonElement>();
  readonly #order: HTMLSelectElement;
  readonly #reversed: HTMLButtonElement;
  readonly #selected = element('span', { class: 'description selected', role: 'status' });
  #orderedBy: Overview['orderedBy'] = { by: 'name', reversed: false };
  /** Whether the user has asked for another order, which is not shown yet. */
  #isReordering = false;

  constructor(events: ToolbarEvents) {
    const commands = new Map(listCommands().map((command) => [command.id, command]));
    const createButton = (id: CommandId) => this.#button(commands.get(id)!, events);
    const orderTitle = t('Order within a cluster');
    this.#order = element('select', { title: orderTitle, 'aria-label': orderTitle });
    // Another change may come before the last one is shown.
    const ask = (part: Partial<Overview['orderedBy']>) => {
      this.#orderedBy = { ...this.#orderedBy, ...part };
      this.#isReordering = true;
      events.order(this.#orderedBy);
    };
    this.#order.addEventListener('change', () => ask({ by: this.#order.value }));
    const reverse = () => ask({ reversed: !this.#orderedBy.reversed });
    this.#reversed = button({ icon: 'arrow-swap', title: t('Reverse order') }, reverse);
    const apply = createButton('apply');
    apply.classList.add('primary');
    const group = (...content: HTMLElement[]) => element('div', { class: 'group' }, ...content);
    this.element = element(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': t('Review') },
      group(...historyCommands.map(createButton)),
      group(this.#order, this.#reversed),
      group(...viewCommands.map(createButton)),
      group(...faceCommands.map(createButton)),
      group(...clusterCommands.map(createButton)),
      this.#selected,
      apply,
    );
    // A click on a button leaves the focus where it was: on the faces or on the clusters.
    this.element.addEventListener('mousedown', (event) => {
      if (event.target instanceof Element && event.target.closest('button')) event.preventDefault();
    });
  }

  show({ overview, selected, enabled, showsRemoved, cluster }: ToolbarState): void {
    const { by, reversed } = overview.orderedBy;
    if (by === this.#orderedBy.by && reversed === this.#orderedBy.reversed) this.#isReordering = false;
    if (!this.#isReordering) this.#orderedBy = overview.orderedBy;
    if (this.#order.options.length === 0)
      this.#order.append(...overview.orders.map(({ by, label }) => element('option', { value: by }, label)));
    this.#order.value = this.#orderedBy.by;
    this.#reversed.setAttribute('aria-pressed', String(reversed));
    for (const [id, created] of this.#buttons) created.disabled = !enabled[id];
    const protect = this.#buttons.get('protect');
    if (protect) protect.disabled = !enabled.protect && !enabled.unprotect;
    protect?.setAttribute('aria-pressed', String(enabled.unprotect));
    this.#buttons.get('showRemoved')?.setAttribute('aria-pressed', String(showsRemoved));
    const rename = this.#buttons.get('rename');
    if (rename) rename.title = `${enabled.rename ? t('Rename {0}…', cluster) : t('Rename…')} (F2)`;
    this.#selected.textContent = selected;
    const apply = this.#buttons.get('apply')?.querySelector('.label');
    if (apply) apply.textContent = overview.pending > 0 ? t('Apply ({0})', overview.pending) : t('Apply');
  }

  #button({ id, icon, title, keys }: Command, events: ToolbarEvents): HTMLButtonElement {
    const tip = `${title} (${formatKeys(keys[0] ?? '')})`;
    const created = button({ title: tip, ...(icon && { icon }) }, () => events.run(id));
    if (!iconOnly.has(id)) {
      created.removeAttribute('aria-label');
      created.classList.remove('icon');
      created.append(element('span', { class: 'label' }, title)); // a narrow panel hides it
    }
    this.#buttons.set(id, created);
    return created;
  }
}

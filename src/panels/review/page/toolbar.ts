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
  /** The number of selected faces. */
  readonly selected: number;
  readonly showsRemoved: boolean;
}

const historyCommands = ['undo', 'redo'] as const;
const faceCommands = ['remove', 'restore', 'keep', 'move', 'split', 'like'] as const;
const clusterCommands = ['merge', 'rename'] as const;
const viewCommands = ['zoomOut', 'zoomIn', 'showRemoved', 'help'] as const;
const iconOnly: ReadonlySet<CommandId> = new Set([...historyCommands, ...viewCommands]);

export class ReviewToolbar {
  readonly element: HTMLElement;
  readonly #buttons = new Map<CommandId, HTMLButtonElement>();
  readonly #order: HTMLSelectElement;
  readonly #reversed: HTMLButtonElement;
  readonly #selected = element('span', { class: 'description selected' });
  #orderedBy: Overview['orderedBy'] = { by: 'name', reversed: false };

  constructor(events: ToolbarEvents) {
    const commands = new Map(listCommands().map((command) => [command.id, command]));
    const createButton = (id: CommandId) => this.#button(commands.get(id)!, events);
    const orderTitle = t('Order within a cluster');
    this.#order = element('select', { title: orderTitle, 'aria-label': orderTitle });
    // Another change may come before the last one is shown.
    const ask = (part: Partial<Overview['orderedBy']>) => {
      this.#orderedBy = { ...this.#orderedBy, ...part };
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

  show({ overview, selected, showsRemoved }: ToolbarState): void {
    this.#orderedBy = overview.orderedBy;
    if (this.#order.options.length === 0)
      this.#order.append(...overview.orders.map(({ by, label }) => element('option', { value: by }, label)));
    this.#order.value = overview.orderedBy.by;
    this.#reversed.setAttribute('aria-pressed', String(overview.orderedBy.reversed));
    const isEnabled: Partial<Record<CommandId, boolean>> = {
      undo: overview.canUndo,
      redo: overview.canRedo,
      restore: showsRemoved && overview.removed > 0,
      showRemoved: overview.removed > 0,
      apply: overview.pending > 0,
    };
    for (const [id, created] of this.#buttons) created.disabled = isEnabled[id] === false;
    this.#buttons.get('showRemoved')?.setAttribute('aria-pressed', String(showsRemoved));
    this.#selected.textContent = selected > 0 ? t('{0} selected', selected.toLocaleString()) : '';
    const apply = this.#buttons.get('apply')?.lastChild;
    if (apply) apply.textContent = overview.pending > 0 ? t('Apply ({0})', overview.pending) : t('Apply');
  }

  #button({ id, icon, title, keys }: Command, events: ToolbarEvents): HTMLButtonElement {
    const tip = `${title} (${formatKeys(keys[0] ?? '')})`;
    const parts = { title: tip, ...(icon && { icon }), ...(iconOnly.has(id) ? {} : { text: title }) };
    const created = button(parts, () => events.run(id));
    this.#buttons.set(id, created);
    return created;
  }
}

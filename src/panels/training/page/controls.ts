import { element } from '../../page/element';
import type { ViewOptions, ViewState } from './viewState';

type RadioGroupKey = 'mode' | 'region' | 'axis' | 'figures';

/** Creates a radio group of buttons for one view option; the arrow keys change the choice. */
export function createRadioGroup<K extends RadioGroupKey>(
  state: ViewState,
  key: K,
  title: string,
  choices: readonly (readonly [value: ViewOptions[K], text: string])[],
): HTMLElement {
  const buttons = choices.map(([value, text]) => {
    const created = element('button', { type: 'button', role: 'radio' }, text);
    created.addEventListener('click', () => state.set({ [key]: value } as Partial<ViewOptions>));
    return created;
  });
  const show = () => {
    for (const [i, [value]] of choices.entries()) {
      const isChosen = state.view[key] === value;
      buttons[i]!.setAttribute('aria-checked', String(isChosen));
      buttons[i]!.tabIndex = isChosen ? 0 : -1;
    }
  };
  const group = element('div', { class: 'choice', role: 'radiogroup', 'aria-label': title }, ...buttons);
  group.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = choices.findIndex(([value]) => value === state.view[key]);
    const next = (at + by + choices.length) % choices.length;
    state.set({ [key]: choices[next]![0] } as Partial<ViewOptions>);
    buttons[next]!.focus();
  });
  state.on([key], show);
  show();
  return group;
}

/** Creates a group of check boxes, of which at least one stays checked. */
export function createCheckList<T extends string | number>(
  title: string,
  items: readonly (readonly [value: T, text: string])[],
  chosen: readonly T[],
  onChange: (chosen: T[]) => void,
): HTMLElement {
  const boxes = items.map(([value]) => element('input', { type: 'checkbox', checked: chosen.includes(value) }));
  const labels = items.map(([, text], i) => element('label', {}, boxes[i]!, element('span', {}, text)));
  for (const box of boxes)
    box.addEventListener('change', () => {
      if (!boxes.some(({ checked }) => checked)) box.checked = true;
      onChange(items.flatMap(([value], i) => (boxes[i]!.checked ? [value] : [])));
    });
  return element('fieldset', { class: 'check-list' }, element('legend', {}, title), ...labels);
}

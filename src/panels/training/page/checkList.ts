import { element } from '../../page/element';

/** Several of a few, as boxes to check. At least one stays checked. */
export function checkList<T extends string | number>(
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

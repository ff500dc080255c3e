type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A new element; `true` makes an attribute without a value, `false` and undefined none. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  made.append(...children);
  return made;
}

/** A codicon, which says nothing to a screen reader. */
export function icon(name: string): HTMLElement {
  return element('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

export interface ButtonParts {
  readonly icon?: string;
  /** Shown; a button of an icon alone has only the title. */
  readonly text?: string;
  readonly title: string;
  readonly class?: string;
}

export function button(parts: ButtonParts, onClick: () => void): HTMLButtonElement {
  const children = [...(parts.icon ? [icon(parts.icon)] : []), ...(parts.text ? [parts.text] : [])];
  const look = [parts.class, ...(parts.text ? [] : ['icon'])].filter(Boolean).join(' ');
  const made = element('button', { type: 'button', class: look, title: parts.title }, ...children);
  if (!parts.text) made.setAttribute('aria-label', parts.title);
  made.addEventListener('click', onClick);
  return made;
}

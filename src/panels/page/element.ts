type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Creates an element. An attribute that is `true` has no value; one that is `false` or undefined is left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) created.setAttribute(name, value === true ? '' : String(value));
  created.append(...children);
  return created;
}

/** Creates a codicon that screen readers ignore. */
export function icon(name: string): HTMLElement {
  return element('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

export interface ButtonParts {
  readonly icon?: string;
  /** The visible text; a button without it shows only the icon. */
  readonly text?: string;
  readonly title: string;
  readonly class?: string;
}

export function button(parts: ButtonParts, onClick: () => void): HTMLButtonElement {
  const children = [...(parts.icon ? [icon(parts.icon)] : []), ...(parts.text ? [parts.text] : [])];
  const look = [parts.class, ...(parts.text ? [] : ['icon'])].filter(Boolean).join(' ');
  const created = element('button', { type: 'button', class: look, title: parts.title }, ...children);
  if (!parts.text) created.setAttribute('aria-label', parts.title);
  created.addEventListener('click', onClick);
  return created;
}

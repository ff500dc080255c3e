/** An element with its properties and content. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...content);
  return made;
}

/** A button with an icon of VS Code's, and a text where there is room for one. */
export function button(icon: string, text: string, act: () => void, { iconOnly = false } = {}): HTMLButtonElement {
  const sign = element('span', { className: `codicon codicon-${icon}` });
  sign.setAttribute('aria-hidden', 'true');
  const made = element('button', { type: 'button', className: iconOnly ? 'icon' : '', onclick: act }, sign);
  if (iconOnly) made.setAttribute('aria-label', text);
  else made.append(text);
  made.title = text;
  return made;
}

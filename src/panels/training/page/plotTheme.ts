/** VS Code's colours as a canvas takes them. */
export function plotTheme() {
  const style = getComputedStyle(document.body);
  const variable = (name: string) => style.getPropertyValue(`--vscode-${name}`).trim();
  const text = variable('foreground') || style.color;
  const isHighContrast = /vscode-high-contrast/.test(document.body.className);
  const color = (name: string) => variable(`charts-${name}`) || text;
  return {
    text,
    grid: `color-mix(in srgb, ${text} ${isHighContrast ? 40 : 18}%, transparent)`,
    font: `11px ${style.fontFamily}`,
    color,
    faint: (name: string) => `color-mix(in srgb, ${color(name)} 22%, transparent)`,
  };
}

/** Calls `listener` when the user chooses another theme. */
export function onThemeChange(listener: () => void): void {
  new MutationObserver(listener).observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
}

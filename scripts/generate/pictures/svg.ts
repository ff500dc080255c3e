/** The colors of the parts of a step, which differ in lightness as well as in hue. */
export const colors = {
  ink: '#303030',
  faint: '#8a8a8a',
  line: '#c8c8c8',
  weights: '#6b7280',
  forward: '#2563a8',
  loss: '#0f8a6a',
  gradients: '#d97706',
  guard: '#b3261e',
  updates: '#7c3aad',
} as const;

export interface TextStyle {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly fill?: string;
  readonly bold?: boolean;
}

/** A drawing on white, so that it reads the same on a dark page. `title` is what is read out in its place. */
export function svg(width: number, height: number, title: string, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="13" role="img">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
}

export function text(x: number, y: number, content: string, style: TextStyle = {}): string {
  const { anchor = 'start', size = 13, fill = colors.ink, bold = false } = style;
  const weight = bold ? ' font-weight="bold"' : '';
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}" font-size="${size}" fill="${fill}"${weight}>${escaped(content)}</text>`;
}

export function rectangle(x: number, y: number, width: number, height: number, fill: string, stroke = 'none'): string {
  return `<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" fill="${fill}" stroke="${stroke}"/>`;
}

/** `d` as in SVG's path. */
export function line(d: string, stroke: string, attributes: Readonly<Record<string, string | number>> = {}): string {
  const others = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
  return `<path d="${d}" fill="none" stroke="${stroke}"${others.join('')}/>`;
}

/** A coordinate with at most one decimal: the files stay small, and the same on every machine. */
export function at(coordinate: number): string {
  return String(Number(coordinate.toFixed(1)));
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

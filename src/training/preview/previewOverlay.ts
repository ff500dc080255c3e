import type { PreviewLayout } from './previewSheet';

/** Strokes in a box of 0.7 x 1: a machine without fonts draws the same labels. */
const glyphs: Readonly<Record<string, string>> = {
  A: 'M0 1 L.35 0 L.7 1 M.12 .65 H.58',
  B: 'M.05 .5 H.4 A.25 .25 0 0 0 .4 0 H.05 V1 H.42 A.25 .25 0 0 0 .42 .5',
  '>': 'M.1 .25 L.6 .55 L.1 .85',
};
const glyphAdvance = 1;
const labels = ['A', 'A > A', 'A > B', 'B', 'B > B', 'B > A'];
const labelColor = '#e0e0e0';

/** The labels of the columns, and brackets at the corners of what the model covers of each patch. */
export function drawOverlay(layout: PreviewLayout, covered: { readonly edge: number; readonly color: string }): string {
  const { width, height, patch } = layout;
  const heads = Array.from({ length: layout.halves }, (_, half) =>
    labels.map((label, column) => drawLabel(label, (half * labels.length + column + 0.5) * patch, layout.header)),
  ).flat();
  const margin = (patch - covered.edge) / 2;
  const corners = layout.faces.flatMap(({ left, top }) =>
    labels.map((_, column) => drawBrackets(left + column * patch + margin, top + margin, covered.edge)),
  );
  const brackets =
    margin > 0 ? `<path d="${corners.join('')}" stroke="${covered.color}" stroke-width="1" fill="none"/>` : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${heads.join('')}${brackets}</svg>`;
}

/** A label centred on `x` in the header. */
function drawLabel(label: string, x: number, header: number): string {
  const scale = header * 0.5;
  const spaced = [...label.replaceAll(' ', '')];
  const start = x - ((spaced.length - 1) * glyphAdvance + 0.7) * 0.5 * scale;
  return spaced
    .map((letter, i) => {
      const place = `translate(${start + i * glyphAdvance * scale} ${header * 0.25}) scale(${scale})`;
      return `<path transform="${place}" d="${glyphs[letter]}" stroke="${labelColor}" stroke-width=".12" fill="none"/>`;
    })
    .join('');
}

/** Four corners, an eighth of the edge long; half a pixel in, so that the lines are crisp. */
function drawBrackets(left: number, top: number, edge: number): string {
  const arm = Math.max(3, Math.round(edge / 8));
  const [l, t, r, b] = [left + 0.5, top + 0.5, left + edge - 0.5, top + edge - 0.5];
  return [
    `M${l} ${t + arm}V${t}H${l + arm}`,
    `M${r - arm} ${t}H${r}V${t + arm}`,
    `M${r} ${b - arm}V${b}H${r - arm}`,
    `M${l + arm} ${b}H${l}V${b - arm}`,
  ].join('');
}

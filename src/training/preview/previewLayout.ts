/** Patches of each face, side by side. */
export const columnsPerFace = 6;

/** Size of a preview and places of its patches, pixels. */
export interface PreviewLayout {
  readonly width: number;
  readonly height: number;
  readonly header: number;
  readonly patch: number;
  /** Number of halves side by side: 1 or 2. */
  readonly halves: number;
  /** Top left corner of the six patches of each face. */
  readonly faces: readonly { readonly left: number; readonly top: number }[];
}

/** Lays out `count` faces in patches of `patch` pixels: in two halves side by side where one would be taller than wide. */
export function computePreviewLayout(count: number, patch: number): PreviewLayout {
  const header = Math.round(patch / 4.5);
  const halves = header + count * patch > columnsPerFace * patch ? 2 : 1;
  const rows = Math.ceil(count / halves);
  return {
    width: halves * columnsPerFace * patch,
    height: header + rows * patch,
    header,
    patch,
    halves,
    faces: Array.from({ length: count }, (_, i) => ({
      left: Math.floor(i / rows) * columnsPerFace * patch,
      top: header + (i % rows) * patch,
    })),
  };
}

/** Letters as strokes in a box of 0.7 x 1, so that labels look the same on a machine without fonts. */
const glyphs: Readonly<Record<string, string>> = {
  A: 'M0 1 L.35 0 L.7 1 M.12 .65 H.58',
  B: 'M.05 .5 H.4 A.25 .25 0 0 0 .4 0 H.05 V1 H.42 A.25 .25 0 0 0 .42 .5',
  '>': 'M.1 .25 L.6 .55 L.1 .85',
};
const glyphAdvance = 1;
const labels = ['A', 'A > A', 'A > B', 'B', 'B > B', 'B > A'];
const labelColor = '#e0e0e0';

/** Draws, as an SVG, the labels of the columns and brackets around the part of each patch that the model covers. */
export function drawOverlay(layout: PreviewLayout, covered: { readonly edge: number; readonly color: string }): string {
  const { width, height, patch } = layout;
  const headings = Array.from({ length: layout.halves }, (_, half) =>
    labels.map((label, column) => drawLabel(label, (half * labels.length + column + 0.5) * patch, layout.header)),
  ).flat();
  const margin = (patch - covered.edge) / 2;
  const corners = layout.faces.flatMap(({ left, top }) =>
    labels.map((_, column) => drawBrackets(left + column * patch + margin, top + margin, covered.edge)),
  );
  const brackets =
    margin > 0 ? `<path d="${corners.join('')}" stroke="${covered.color}" stroke-width="1" fill="none"/>` : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${headings.join('')}${brackets}</svg>`;
}

/** Draws a label centered on `x` in the header. */
function drawLabel(label: string, x: number, header: number): string {
  const scale = header * 0.5;
  const letters = [...label.replaceAll(' ', '')];
  const start = x - ((letters.length - 1) * glyphAdvance + 0.7) * 0.5 * scale;
  return letters
    .map((letter, i) => {
      const transform = `translate(${start + i * glyphAdvance * scale} ${header * 0.25}) scale(${scale})`;
      return `<path transform="${transform}" d="${glyphs[letter]}" stroke="${labelColor}" stroke-width=".12" fill="none"/>`;
    })
    .join('');
}

/** Draws the four corners, an eighth of the edge long. They lie half a pixel inside, so that the lines are sharp. */
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

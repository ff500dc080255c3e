import { chooseStoredShape } from '../../../src/tensor/lowering/update';
import { adam } from '../../../src/tensor/optimizers/adam';
import { countElements } from '../../../src/tensor/shapes';
import { buildUpdateGraph } from '../../../src/tensor/updateRule';
import { at, colors, line, rectangle, svg, text } from './svg';

/** The second convolution of `original`. */
const kernel = { name: 'encoder/conv_1/kernel', shape: [5, 5, 128, 256] } as const;
const strip = { left: 190, width: 720, height: 24 };
const highlighted = 9;

/** Draws how the CPU updates a large weight tensor: in chunks, so that all operations on a chunk find it in the cache. */
export function drawUpdate(): string {
  const [chunks, elements] = chooseStoredShape(kernel.shape, 'cpu') as [number, number];
  const optimizer = adam();
  const { results } = buildUpdateGraph({ optimizer, weightDecay: 0, isScaled: false }, [elements]);
  const passes = Object.values(results)[0]!.graph.nodes.filter(
    ({ kind, shape }) => kind === 'operator' && countElements(shape) === elements,
  );
  const rows = ['weight', 'gradient', ...optimizer.slots.map((slot) => `slot ${slot}`)];
  const width = strip.width / chunks;
  const center = strip.left + (highlighted + 0.5) * width;
  const boxTop = 92 + rows.length * 34 + 40;
  const cellRows = rows.flatMap((row, r) => {
    const y = 92 + r * 34;
    const cells = Array.from({ length: chunks }, (_, i) =>
      rectangle(
        strip.left + i * width,
        y,
        width,
        strip.height,
        i === highlighted ? colors.updates : '#efe9f6',
        '#ffffff',
      ),
    );
    return [text(strip.left - 12, y + 17, row, { anchor: 'end' }), ...cells];
  });
  return svg(960, boxTop + 120, 'The update of a weight tensor in chunks', [
    text(40, 36, `${kernel.name} [${kernel.shape.join(', ')}] is kept as [${chunks}, ${elements}]`, { bold: true }),
    text(
      40,
      58,
      `${chunks} chunks of ${(elements * 4) / 1024} KiB; a Scan goes over them, and each is written where it was read`,
      {
        fill: colors.faint,
      },
    ),
    ...cellRows,
    line(`M${at(center)},${at(boxTop - 36)}V${at(boxTop - 4)}`, colors.updates, { 'stroke-width': 2 }),
    rectangle(strip.left, boxTop, strip.width, 78, '#f7f3fb', colors.updates),
    text(strip.left + 16, boxTop + 30, `${optimizer.name}: ${passes.length} element-wise operations on one chunk`, {
      bold: true,
    }),
    text(strip.left + 16, boxTop + 54, describeOperations(passes), { fill: colors.faint }),
  ]);
}

function describeOperations(nodes: readonly { readonly kind: string; readonly op?: string }[]): string {
  return nodes.map(({ op }) => op).join(' · ');
}

import type { LossEntry } from '../../src/training/store/lossLog';

type LossPoint = Pick<LossEntry, 'iteration' | 'lossA' | 'lossB'>;

const [width, height] = [640, 260];
const frame = { left: 52, right: 30, top: 12, bottom: 30 };

/** Points drawn a side: each is the mean of the iterations it stands for. */
const drawn = 160;

/** An SVG of the two losses over the iterations, from zero up. */
export function renderLossCurve(points: readonly LossPoint[]): string {
  const means = averagePoints(points);
  const last = means.at(-1);
  if (!last) return '';
  const top = Math.max(...means.map(({ lossA, lossB }) => Math.max(lossA, lossB)));
  const x = (iteration: number) => frame.left + (iteration / last.iteration) * (width - frame.left - frame.right);
  const y = (loss: number) => height - frame.bottom - (loss / top) * (height - frame.top - frame.bottom);
  const renderLine = (side: 'a' | 'b', getLoss: (point: LossPoint) => number, isUpper: boolean) => {
    const path = means.map((point) => `${x(point.iteration).toFixed(1)},${y(getLoss(point)).toFixed(1)}`).join(' ');
    const nameY = y(getLoss(last)) + (isUpper ? -3 : 13);
    const end = `<text class="${side}" x="${width - frame.right + 6}" y="${nameY}">${side.toUpperCase()}</text>`;
    return `<polyline class="${side}" points="${path}"/>${end}`;
  };
  const ticks = [0, top / 2, top].map(
    (loss) =>
      `<line class="axis" x1="${frame.left}" x2="${width - frame.right}" y1="${y(loss)}" y2="${y(loss)}"/>` +
      `<text x="${frame.left - 8}" y="${y(loss) + 4}" text-anchor="end">${loss.toFixed(3)}</text>`,
  );
  const iterations = `<text x="${width - frame.right}" y="${height - 8}" text-anchor="end">${last.iteration}</text>`;
  const aIsUpper = last.lossA > last.lossB;
  const lines = renderLine('a', ({ lossA }) => lossA, aIsUpper) + renderLine('b', ({ lossB }) => lossB, !aIsUpper);
  const label = `Loss A ${last.lossA.toFixed(4)}, loss B ${last.lossB.toFixed(4)} after ${last.iteration} iterations`;
  return `<svg class="curve" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${ticks.join('')}${iterations}${lines}</svg>`;
}

function averagePoints(points: readonly LossPoint[]): LossPoint[] {
  const each = Math.max(1, Math.ceil(points.length / drawn));
  return Array.from({ length: Math.ceil(points.length / each) }, (_, index) => {
    const some = points.slice(index * each, (index + 1) * each);
    const mean = (of: (point: LossPoint) => number) => some.reduce((sum, point) => sum + of(point), 0) / some.length;
    return { iteration: some.at(-1)!.iteration, lossA: mean((p) => p.lossA), lossB: mean((p) => p.lossB) };
  });
}

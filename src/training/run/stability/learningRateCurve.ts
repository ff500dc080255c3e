import { t } from '../../../shared/l10n';
import { type CurvePoint, highestRate, lowestRate } from './learningRateRangeTest';

const size = { width: 720, height: 400, margin: 48 };

/** The curve of a range test as an SVG: smoothed loss over learning rate, and where the chosen rate lies. */
export function drawLearningRateCurve(curve: readonly CurvePoint[], chosen: number): string {
  const { width, height, margin } = size;
  const losses = curve.map(({ loss }) => loss);
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const decades = Math.log10(highestRate / lowestRate);
  const x = (rate: number) => margin + ((width - 2 * margin) * Math.log10(rate / lowestRate)) / decades;
  const y = (loss: number) => height - margin - ((height - 2 * margin) * (loss - low)) / (high - low || 1);
  const points = curve.map(({ rate, loss }) => `${x(rate).toFixed(1)},${y(loss).toFixed(1)}`).join(' ');
  const powers = Array.from({ length: decades + 1 }, (_, i) => Math.log10(lowestRate) + i);
  const at = x(chosen).toFixed(1);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">
  <title>${t('Loss by learning rate')}</title>
  <rect width="100%" height="100%" fill="#ffffff"/>
  <path d="M${margin},${margin}V${height - margin}H${width - margin}" fill="none" stroke="#606060"/>
${powers.map((power) => `  <text x="${x(10 ** power).toFixed(1)}" y="${height - margin + 18}" text-anchor="middle">1e${power}</text>`).join('\n')}
  <text x="${margin - 6}" y="${y(low).toFixed(1)}" text-anchor="end">${low.toPrecision(3)}</text>
  <text x="${margin - 6}" y="${(y(high) + 4).toFixed(1)}" text-anchor="end">${high.toPrecision(3)}</text>
  <path d="M${at},${margin}V${height - margin}" stroke="#c03030" stroke-dasharray="4 3"/>
  <text x="${at}" y="${margin - 8}" text-anchor="middle" fill="#c03030">${chosen.toExponential(2)}</text>
  <polyline points="${points}" fill="none" stroke="#1f77b4" stroke-width="1.5"/>
</svg>
`;
}

import type { LossCurve } from '../../../training/store/curves/lossCurve';
import type { CurveMessage } from '../contract';

/** The stretches of a curve from number `from` on, as the monitor's page takes them. */
export function curveMessage(run: number, curve: LossCurve, from?: number): CurveMessage {
  const part = curve.part(from);
  const series = [...part.series].map(([name, { mean, min, max }]) => ({
    name,
    mean: plain(mean, 6),
    min: plain(min, 4),
    max: plain(max, 4),
  }));
  return {
    run,
    span: part.span,
    from: part.from,
    start: part.start,
    lastIteration: curve.lastIteration,
    seconds: plain(part.seconds, 12),
    series,
  };
}

/** As many digits as a plot shows: messages stay short. */
function plain(values: Float64Array, digits: number): (number | null)[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? Number(value.toPrecision(digits)) : null));
}

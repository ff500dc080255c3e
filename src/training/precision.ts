import type { TrainOptions } from '../options/trainOptions';
import { t } from '../shared/l10n';
import type { Target } from '../tensor/lowering/target';
import type { Precision } from '../tensor/trainingStep';

/** Devices that multiply float16 faster than float32. */
const gainers: ReadonlySet<Target> = new Set(['webgpu', 'cuda', 'directml']);

/** The precision of a step on a device; `warn` is told where float16 was asked for and cannot help. */
export function precisionOn(
  target: Target,
  { global, runtime }: Pick<TrainOptions, 'global' | 'runtime'>,
  warn: (message: string) => void,
): Precision {
  const asked = runtime.precision === 'fp16' || (runtime.precision === 'auto' && global.mixed_precision);
  if (asked && gainers.has(target)) return 'mixed';
  if (asked) warn(t('Mixed precision gains nothing on {0}: it computes in fp32.', target));
  return 'float32';
}

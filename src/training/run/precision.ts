import type { TrainOptions } from '../../options/trainOptions';
import { supportsFloat16 } from '../../runtime/devices/probe';
import { t } from '../../shared/l10n';
import type { Target } from '../../tensor/lowering/target';
import type { Precision } from '../../tensor/trainingStep';

/** Devices that multiply float16 faster than float32. */
const devicesWithFastFloat16: ReadonlySet<Target> = new Set(['webgpu', 'cuda', 'directml']);

/**
 * The precision of a step on a device; `warn` is told where float16 was asked for and cannot help.
 * @param hasFloat16 whether the device computes float16 at all
 */
export async function choosePrecision(
  target: Target,
  { global, runtime }: Pick<TrainOptions, 'global' | 'runtime'>,
  warn: (message: string) => void,
  hasFloat16: (target: Target) => Promise<boolean> = supportsFloat16,
): Promise<Precision> {
  const asked = runtime.precision === 'fp16' || (runtime.precision === 'auto' && global.mixed_precision);
  if (!asked) return 'float32';
  if (devicesWithFastFloat16.has(target) && (await hasFloat16(target))) return 'mixed';
  warn(t('Mixed precision has no benefit on {0}: computing in fp32.', target));
  return 'float32';
}

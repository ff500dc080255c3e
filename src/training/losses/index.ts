import type { TrainOptions } from '../../options/trainOptions';
import type { Loss } from './loss';
import { mae } from './mae';
import { mse } from './mse';
import { ssim } from './ssim';

type LossOptions = TrainOptions['global.loss'];

/** The losses there are, by the names that `loss_function` takes. */
export const losses: Readonly<Record<LossOptions['loss_function'], Loss>> = { mae, mse, ssim };

/** The losses that options ask for, with the weight of each beside the first's 1. */
export function weightedLosses(options: LossOptions): readonly { readonly loss: Loss; readonly weight: number }[] {
  const chosen = [
    [options.loss_function, 100],
    [options.loss_function_2, options.loss_weight_2],
    [options.loss_function_3, options.loss_weight_3],
    [options.loss_function_4, options.loss_weight_4],
  ] as const;
  return chosen.flatMap(([name, percent]) =>
    name === 'none' || percent === 0 ? [] : [{ loss: losses[name], weight: percent / 100 }],
  );
}

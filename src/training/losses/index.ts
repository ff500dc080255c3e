import type { TrainOptions } from '../../options/trainOptions';
import { ffl } from './ffl';
import { flip } from './flip/flip';
import { gmsd } from './gmsd';
import { laploss } from './laploss';
import { lInfNorm } from './lInfNorm';
import { logcosh } from './logcosh';
import type { FaceLoss, Loss, PixelLoss } from './loss';
import { mae } from './mae';
import { mse } from './mse';
import { msSsim } from './msSsim';
import { pixelGradientDiff } from './pixelGradientDiff';
import { smoothLoss } from './smoothLoss';
import { ssim } from './ssim';

type LossOptions = TrainOptions['global.loss'];
export type LossName = Exclude<LossOptions['loss_function_2'], 'none'>;

const byPixel = (compare: PixelLoss): Loss => ({ kind: 'pixel', compare });
const byFace = (compare: FaceLoss): Loss => ({ kind: 'face', compare });

/** The losses there are, by the names that `loss_function` takes. */
export const losses: Readonly<Record<LossName, Loss>> = {
  ffl: byFace(ffl),
  flip: byPixel(flip),
  gmsd: byPixel(gmsd),
  l_inf_norm: byFace(lInfNorm),
  laploss: byPixel(laploss),
  logcosh: byPixel(logcosh),
  mae: byPixel(mae),
  mse: byPixel(mse),
  ms_ssim: byPixel(msSsim),
  pixel_gradient_diff: byPixel(pixelGradientDiff),
  smooth_loss: byPixel(smoothLoss),
  ssim: byPixel(ssim),
};

export interface WeightedLoss {
  readonly name: LossName;
  readonly loss: Loss;
  readonly weight: number;
}

/** The losses that options ask for, with the weight of each beside the first's 1; one that is named twice is there once. */
export function weightedLosses(options: LossOptions): readonly WeightedLoss[] {
  const percents = new Map<LossName, number>();
  const chosen = [
    [options.loss_function, 100],
    [options.loss_function_2, options.loss_weight_2],
    [options.loss_function_3, options.loss_weight_3],
    [options.loss_function_4, options.loss_weight_4],
  ] as const;
  for (const [name, percent] of chosen)
    if (name !== 'none' && percent > 0) percents.set(name, (percents.get(name) ?? 0) + percent);
  return [...percents].map(([name, percent]) => ({ name, loss: losses[name], weight: percent / 100 }));
}

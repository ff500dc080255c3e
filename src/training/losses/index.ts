import type { TrainOptions } from '../../options/trainOptions';
import { ffl } from './ffl';
import { flip } from './flip/flip';
import { gmsd } from './gmsd';
import { laploss } from './laploss';
import { lInfNorm } from './lInfNorm';
import { logcosh } from './logcosh';
import type { FaceLoss, Loss, PixelLoss } from './loss';
import { lpips } from './lpips/lpips';
import { readTrunks, requireTrunkPath, type Trunks } from './lpips/readTrunks';
import { isLpipsName, type LpipsName } from './lpips/trunkLayouts';
import { mae } from './mae';
import { mse } from './mse';
import { msSsim } from './msSsim';
import { pixelGradientDiff } from './pixelGradientDiff';
import { smoothLoss } from './smoothLoss';
import { ssim } from './ssim';

type LossOptions = TrainOptions['global.loss'];
export type LossName = Exclude<LossOptions['loss_function_2'], 'none'>;
/** Of those that need no network. */
export type PlainLossName = Exclude<LossName, LpipsName>;

const byPixel = (compare: PixelLoss): Loss => ({ kind: 'pixel', compare });
const byFace = (compare: FaceLoss): Loss => ({ kind: 'face', compare });

/** The losses that need nothing but two pictures, by the names that `loss_function` takes. */
export const losses: Readonly<Record<PlainLossName, Loss>> = {
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
  return [...percents].map(([name, percent]) => ({ name, weight: percent / 100 }));
}

/** A loss by its name; those of LPIPS by the trunks that {@link openTrunks} read. */
export function lossNamed(name: LossName, trunks: Trunks): Loss {
  if (!isLpipsName(name)) return losses[name];
  const trunk = trunks.get(name);
  if (!trunk) throw new Error(`${name} has no trunk`);
  return byPixel(lpips(trunk));
}

/** @throws UserError when options ask for losses that need a trunk, and name none */
export function requireTrunks(options: LossOptions): void {
  requireTrunkPath(trunkLosses(options), options.lpips_trunk);
}

/** The trunks of the losses that options ask for, mostly none. @throws UserError when one is missing or unusable */
export function openTrunks(options: LossOptions, report: (message: string) => void): Promise<Trunks> {
  return readTrunks(trunkLosses(options), options.lpips_trunk, report);
}

function trunkLosses(options: LossOptions): LpipsName[] {
  return weightedLosses(options)
    .map(({ name }) => name)
    .filter(isLpipsName);
}

import { ffl } from './ffl';
import { flip } from './flip/flip';
import { gmsd } from './gmsd';
import { laploss } from './laploss';
import { lInfNorm } from './lInfNorm';
import { logcosh } from './logcosh';
import type { Loss, PlainLoss } from './loss';
import { lpipsAlex, lpipsSqueeze, lpipsVgg16 } from './lpips/lpipsLosses';
import { mae } from './mae';
import { mse } from './mse';
import { msSsim } from './msSsim';
import { pixelGradientDiff } from './pixelGradientDiff';
import { smoothLoss } from './smoothLoss';
import { ssim } from './ssim';

/** The losses there are, in the order that users see. */
export const losses = [
  ffl,
  flip,
  gmsd,
  lInfNorm,
  laploss,
  logcosh,
  lpipsAlex,
  lpipsSqueeze,
  lpipsVgg16,
  mae,
  mse,
  msSsim,
  pixelGradientDiff,
  smoothLoss,
  ssim,
] as const satisfies readonly Loss[];

type SomeLoss = (typeof losses)[number];
export type LossName = SomeLoss['name'];
/** The names that `loss_function` itself takes. */
export type MainLossName = Exclude<LossName, Extract<SomeLoss, { readonly isExtra: true }>['name']>;
/** The names that `mask_loss_function` takes. */
export type MaskLossName = Extract<SomeLoss, { readonly isForMasks: true }>['name'];
/** The names of losses that need no trained network. */
export type PlainLossName = Exclude<LossName, Extract<SomeLoss, { readonly kind: 'trunk' }>['name']>;

export function findLoss(name: PlainLossName): PlainLoss;
export function findLoss(name: LossName): Loss;
export function findLoss(name: LossName): Loss {
  return losses.find((loss) => loss.name === name)!;
}

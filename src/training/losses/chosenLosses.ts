import type { PlainLoss, TrunkLoss } from './loss';
import { findLoss, type LossName } from './losses';
import type { LossOptions } from './lossOptions';
import { readTrunks, requireTrunkPath, type Trunks } from './lpips/readTrunks';

export interface WeightedLoss {
  readonly name: LossName;
  readonly weight: number;
}

/** Returns the losses that the options select, with their weights; the first has weight 1. A loss that is selected twice is listed once. */
export function listWeightedLosses(options: LossOptions): readonly WeightedLoss[] {
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

/** Returns a loss that is ready to compare pictures. @param trunks what {@link openTrunks} read */
export function prepareLoss(name: LossName, trunks: Trunks): PlainLoss {
  const loss = findLoss(name);
  if (loss.kind !== 'trunk') return loss;
  const trunk = trunks.get(name);
  if (!trunk) throw new Error(`${name} has no trunk`);
  return { name, help: loss.help, kind: 'pixel', compare: loss.compareWith(trunk) };
}

/** @throws UserError when options ask for losses that need a trunk, and name none */
export function requireTrunks(options: LossOptions): void {
  requireTrunkPath(listTrunkLosses(options), options.lpips_trunk);
}

/**
 * Reads the trunks of the losses that options ask for; mostly there are none.
 * @throws UserError when one is missing or unusable
 */
export function openTrunks(options: LossOptions, report: (message: string) => void): Promise<Trunks> {
  return readTrunks(listTrunkLosses(options), options.lpips_trunk, report);
}

/** Returns options without the losses that need a trunk, for looking at a model without reading files. */
export function omitTrunkLosses(options: LossOptions): LossOptions {
  const keepPlain = <Name extends LossName | 'none'>(name: Name) =>
    name !== 'none' && findLoss(name).kind === 'trunk' ? ('none' as const) : name;
  return {
    ...options,
    loss_function_2: keepPlain(options.loss_function_2),
    loss_function_3: keepPlain(options.loss_function_3),
    loss_function_4: keepPlain(options.loss_function_4),
  };
}

function listTrunkLosses(options: LossOptions): TrunkLoss[] {
  return listWeightedLosses(options)
    .map(({ name }) => findLoss(name))
    .filter((loss) => loss.kind === 'trunk');
}

import type { IniSection } from '../../options/option';
import { findSpelling } from '../../options/spelling';
import { dfaker } from './dfaker/model';
import { dflH128 } from './dflH128/model';
import { dflSae } from './dflSae/model';
import { dlight } from './dlight/model';
import { iae } from './iae/model';
import { lightweight } from './lightweight/model';
import type { ModelDefinition } from './model';
import { nimble } from './nimble/model';
import { original } from './original/model';
import { phazeA } from './phazeA/model';
import { realface } from './realface/model';
import { unbalanced } from './unbalanced/model';
import { villain } from './villain/model';

/** The models there are, in the order that users see. */
export const models = [
  original,
  lightweight,
  nimble,
  iae,
  dfaker,
  dflH128,
  dflSae,
  villain,
  realface,
  unbalanced,
  dlight,
  phazeA,
] as const satisfies readonly ModelDefinition<IniSection>[];

export type TrainerName = (typeof models)[number]['name'];

export const trainerNames: readonly TrainerName[] = models.map(({ name }) => name);

export function isTrainerName(name: string): name is TrainerName {
  return models.some((model) => model.name === name);
}

/** Returns the trainer that a name means: faceswap's command line writes `dfl-h128`, its files `dfl_h128`. */
export function findTrainerName(name: string): TrainerName | undefined {
  return findSpelling(trainerNames, name);
}

export function findModel(trainer: TrainerName): ModelDefinition<IniSection> {
  return models.find(({ name }) => name === trainer)!;
}

type ModelsWithOptions = Extract<(typeof models)[number], { readonly options: IniSection }>;

/** The sections `[model.<name>]` of train.ini. */
export type ModelTable = {
  readonly [M in ModelsWithOptions as `model.${M['name']}`]: M['options'];
};

export const modelTable = Object.fromEntries(
  models.flatMap((model) => ('options' in model ? [[`model.${model.name}`, model.options]] : [])),
) as unknown as ModelTable;

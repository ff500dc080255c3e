import { lightweight } from './lightweight';
import type { ModelDefinition } from './model';
import { nimble } from './nimble';
import { original } from './original';

/** The models there are, by the names that `--trainer` takes. */
export const models = { original, lightweight, nimble } as const satisfies Record<string, ModelDefinition>;

export type TrainerName = keyof typeof models;

export const trainerNames = Object.keys(models) as readonly TrainerName[];

export function isTrainerName(name: string): name is TrainerName {
  return Object.hasOwn(models, name);
}

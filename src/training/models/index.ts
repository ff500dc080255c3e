import { type TrainerName, trainerNames } from '../../options/trainers';
import { dlight } from './dlight';
import { lightweight } from './lightweight';
import type { ModelDefinition } from './model';
import { nimble } from './nimble';
import { original } from './original';
import { realface } from './realface';
import { unbalanced } from './unbalanced';

export { type TrainerName, trainerNames };

/** The models there are, by the names that `--trainer` takes. */
export const models: Readonly<Record<TrainerName, ModelDefinition>> = {
  original,
  lightweight,
  nimble,
  realface,
  unbalanced,
  dlight,
};

export function isTrainerName(name: string): name is TrainerName {
  return Object.hasOwn(models, name);
}

import { type TrainerName, trainerNames } from '../../options/trainers';
import { dfaker } from './dfaker';
import { dflH128 } from './dflH128';
import { dflSae } from './dflSae';
import { dlight } from './dlight';
import { iae } from './iae';
import { lightweight } from './lightweight';
import type { ModelDefinition } from './model';
import { nimble } from './nimble';
import { original } from './original';
import { phazeA } from './phazeA';
import { realface } from './realface';
import { unbalanced } from './unbalanced';
import { villain } from './villain';

export { type TrainerName, trainerNames };

/** The models there are, by the names that `--trainer` takes. */
export const models: Readonly<Record<TrainerName, ModelDefinition>> = {
  original,
  lightweight,
  nimble,
  iae,
  dfaker,
  dfl_h128: dflH128,
  dfl_sae: dflSae,
  villain,
  realface,
  unbalanced,
  dlight,
  phaze_a: phazeA,
};

export function isTrainerName(name: string): name is TrainerName {
  return Object.hasOwn(models, name);
}

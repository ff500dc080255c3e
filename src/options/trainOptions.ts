import {
  type IniTable,
  type IniValues,
  type LooseIniValues,
  listIniOptions,
  type Option,
  type OptionValue,
  resolveIniValues,
  type SomeIniValues,
} from './option';
import { augmentationOptions } from './train/augmentation';
import { dfakerOptions } from './train/dfaker';
import { dflH128Options } from './train/dflH128';
import { dflSaeOptions } from './train/dflSae';
import { dlightOptions } from './train/dlight';
import { globalOptions } from './train/global';
import { loaderOptions } from './train/loader';
import { lossOptions } from './train/loss';
import { originalModelOptions } from './train/models';
import { optimizerOptions } from './train/optimizer';
import { phazeAOptions } from './train/phazeA';
import { realfaceOptions } from './train/realface';
import { runtimeOptions } from './train/runtime';
import { unbalancedOptions } from './train/unbalanced';
import { villainOptions } from './train/villain';

/** The options of `train.ini`, under faceswap's own sections and keys. */
export const trainOptionTable = {
  global: globalOptions,
  'global.loss': lossOptions,
  'global.optimizer': optimizerOptions,
  'trainer.loader': loaderOptions,
  'trainer.augmentation': augmentationOptions,
  'model.original': originalModelOptions,
  'model.dfaker': dfakerOptions,
  'model.dfl_h128': dflH128Options,
  'model.dfl_sae': dflSaeOptions,
  'model.villain': villainOptions,
  'model.phaze_a': phazeAOptions,
  'model.dlight': dlightOptions,
  'model.realface': realfaceOptions,
  'model.unbalanced': unbalancedOptions,
  runtime: runtimeOptions,
} as const satisfies IniTable;

export type TrainOptions = IniValues<typeof trainOptionTable>;
export type SomeTrainOptions = SomeIniValues<typeof trainOptionTable>;

export const trainOptionRecords = listIniOptions(trainOptionTable);

/** Every training option at the first of `layers` that sets it, else at its default. */
export function resolveTrainOptions(...layers: readonly (SomeTrainOptions | LooseIniValues)[]): TrainOptions {
  return resolveIniValues(trainOptionTable, ...layers);
}

/** The values that a model keeps for its life. */
export function fixedTrainOptions(options: TrainOptions): LooseIniValues {
  return pickOptions(options, (option) => option.fixed === true);
}

/** The values that may change from session to session. */
export function updatableTrainOptions(options: TrainOptions): LooseIniValues {
  return pickOptions(options, (option) => !option.fixed);
}

function pickOptions(options: TrainOptions, wanted: (option: Option) => boolean): LooseIniValues {
  const pickFrom = (section: string, values: Readonly<Record<string, OptionValue>>) =>
    Object.fromEntries(
      Object.entries(values).filter(([key]) => wanted((trainOptionTable as IniTable)[section]![key]!)),
    );
  return Object.fromEntries(Object.entries(options).map(([section, values]) => [section, pickFrom(section, values)]));
}
